import { isDatabaseError } from '@kongflow/database';
import { RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import { TenancyError } from './errors.ts';
import type { RuntimeEnvironmentType } from './generated/models.ts';
import { loadEnvironment } from './get-environment.ts';
import { newEnvironments } from './new-environments.ts';
import { parseInput } from './parse-input.ts';

const MAX_ATTEMPTS = 20;
const ONE_PER_PROJECT = 'runtime_environments_shared_key';
const ONE_PER_MEMBER = 'runtime_environments_project_id_slug_org_member_id_key';

/** The environment to make. */
export interface CreateEnvironmentInput {
  readonly organizationId: string;
  readonly projectId: string;
  readonly type: RuntimeEnvironmentType;
  /** A member of the organization; a DEVELOPMENT environment is theirs, the others are shared. */
  readonly userId: string;
}

const CreateEnvironmentSchema = z.object({
  organizationId: RowIdSchema,
  projectId: RowIdSchema,
  type: z.enum(['PRODUCTION', 'STAGING', 'DEVELOPMENT', 'PREVIEW']),
  userId: RowIdSchema,
});

/** See `TenancyService.createEnvironment`. */
export async function createEnvironment(
  context: TenancyContext,
  input: CreateEnvironmentInput,
): Promise<AuthenticatedEnvironment> {
  const { organizationId, projectId, type, userId } = parseInput(CreateEnvironmentSchema, input);
  const { repository } = context;

  const [member, project] = await Promise.all([
    repository.getMember({ organizationId, userId }),
    repository.getProject({ id: projectId, organizationId }),
  ]);
  if (member === null) {
    throw new TenancyError('NOT_A_MEMBER', `User ${userId} is not a member of organization ${organizationId}.`);
  }
  if (project === null) {
    throw new TenancyError('PROJECT_NOT_FOUND', `Organization ${organizationId} has no project ${projectId}.`);
  }

  const id = await insertWithShortcode(context, { organizationId, projectId, orgMemberId: member.id }, type);
  return loadEnvironment(context, id);
}

async function insertWithShortcode(
  context: TenancyContext,
  owner: { organizationId: string; projectId: string; orgMemberId: string },
  type: RuntimeEnvironmentType,
): Promise<string> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    try {
      // Each attempt depends on the one before: only a taken shortcode calls for another.
      const [id] = await context.repository.createEnvironments(newEnvironments(context, owner, [type]));
      if (id !== undefined) return id;
    } catch (error) {
      if (!isDatabaseError(error, 'UNIQUE_VIOLATION', type === 'DEVELOPMENT' ? ONE_PER_MEMBER : ONE_PER_PROJECT))
        throw error;
      const message = `Project ${owner.projectId} has this ${type} environment already.`;
      throw new TenancyError('ENVIRONMENT_EXISTS', message, { cause: error });
    }
  }
  const message = `No free shortcode for an environment of project ${owner.projectId} after ${MAX_ATTEMPTS} attempts.`;
  throw new TenancyError('SHORTCODES_EXHAUSTED', message);
}
