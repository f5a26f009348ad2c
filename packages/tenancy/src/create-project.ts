import { RowIdSchema, newId } from '@kongflow/protocol';
import { z } from 'zod';
import { toAuthenticatedEnvironment } from './authenticated-environment.ts';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import { TenancyError } from './errors.ts';
import type { Project } from './generated/models.ts';
import { newEnvironments } from './new-environments.ts';
import { NameSchema, parseInput } from './parse-input.ts';
import { PROJECT_SLUG_SUFFIX, insertWithSlug } from './slug.ts';

/** The project to make. */
export interface CreateProjectInput {
  readonly organizationId: string;
  readonly name: string;
  /** A member of the organization; the DEVELOPMENT environment is theirs. */
  readonly userId: string;
}

/** A new project and its environments, keys included. */
export interface CreatedProject {
  readonly project: Project;
  /** PRODUCTION, STAGING and DEVELOPMENT, in this order. */
  readonly environments: readonly AuthenticatedEnvironment[];
}

const TYPES = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'] as const;
const CreateProjectSchema = z.object({ organizationId: RowIdSchema, name: NameSchema, userId: RowIdSchema });

/** See `TenancyService.createProject`. */
export async function createProject(context: TenancyContext, input: CreateProjectInput): Promise<CreatedProject> {
  const { organizationId, name, userId } = parseInput(CreateProjectSchema, input);

  return context.repository.withTransaction(async (statements) => {
    const member = await statements.getMember({ organizationId, userId });
    if (member === null) {
      throw new TenancyError('NOT_A_MEMBER', `User ${userId} is not a member of organization ${organizationId}.`);
    }
    const project = await insertWithSlug(
      { title: name, fallback: 'project', suffix: PROJECT_SLUG_SUFFIX },
      context.randomText,
      (slug) => statements.createProject({ id: newId(), slug, name, organizationId }),
    );
    const owner = { organizationId, projectId: project.id, orgMemberId: member.id };
    const rows = newEnvironments(context, owner, TYPES);
    await statements.createEnvironments(rows);

    const created = new Map(
      (await statements.getEnvironments({ ids: rows.ids })).map((row) => [
        row.type,
        toAuthenticatedEnvironment(row, context.keyring),
      ]),
    );
    return { project, environments: TYPES.flatMap((type) => created.get(type) ?? []) };
  });
}
