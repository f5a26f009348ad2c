import { isDatabaseError } from '@kongflow/database';
import { RowIdSchema, newId } from '@kongflow/protocol';
import { z } from 'zod';
import type { TenancyContext } from './context.ts';
import { TenancyError } from './errors.ts';
import type { Organization } from './generated/models.ts';
import { NameSchema, parseInput } from './parse-input.ts';
import { ORGANIZATION_SLUG_SUFFIX, insertWithSlug } from './slug.ts';

/** The organization to make. */
export interface CreateOrganizationInput {
  readonly title: string;
  /** Who becomes its first ADMIN. */
  readonly userId: string;
}

const CreateOrganizationSchema = z.object({ title: NameSchema, userId: RowIdSchema });

/** See `TenancyService.createOrganization`. */
export async function createOrganization(
  { repository, randomText }: TenancyContext,
  input: CreateOrganizationInput,
): Promise<Organization> {
  const { title, userId } = parseInput(CreateOrganizationSchema, input);
  try {
    return await insertWithSlug(
      { title, fallback: 'organization', suffix: ORGANIZATION_SLUG_SUFFIX },
      randomText,
      (slug) => repository.createOrganization({ id: newId(), slug, title, userId }),
    );
  } catch (error) {
    if (isDatabaseError(error, 'FOREIGN_KEY_VIOLATION')) {
      throw new TenancyError('USER_NOT_FOUND', `There is no user ${userId}.`, { cause: error });
    }
    throw error;
  }
}
