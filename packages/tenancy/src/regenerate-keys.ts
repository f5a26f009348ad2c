import { RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import { createEnvironmentKeys } from './environment-keys.ts';
import { TenancyError } from './errors.ts';
import { environmentNotFound, loadEnvironment } from './get-environment.ts';
import { parseInput } from './parse-input.ts';

/** Whose keys to replace, and for whom. */
export interface RegenerateKeysInput {
  readonly environmentId: string;
  /** A member of the organization; of a DEVELOPMENT environment, its owner. */
  readonly userId: string;
}

const RegenerateKeysSchema = z.object({ environmentId: RowIdSchema, userId: RowIdSchema });

/** See `TenancyService.regenerateKeys`. */
export async function regenerateKeys(
  context: TenancyContext,
  input: RegenerateKeysInput,
): Promise<AuthenticatedEnvironment> {
  const { environmentId, userId } = parseInput(RegenerateKeysSchema, input);
  const { repository, keyring, randomText, environments } = context;

  const slug = await repository.getEnvironmentSlugForMember({ id: environmentId, userId });
  if (slug === null) throw environmentNotFound(environmentId);

  const keys = createEnvironmentKeys(keyring, randomText, environmentId, slug);
  const replaced = await repository.replaceEnvironmentKeys({ id: environmentId, userId, ...keys });
  if (replaced === null) {
    throw new TenancyError('PERMISSION_DENIED', 'User does not have permission to regenerate API key');
  }
  environments.invalidate(environmentId);
  return loadEnvironment(context, environmentId);
}
