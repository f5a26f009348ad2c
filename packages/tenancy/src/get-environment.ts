import { isUuid } from '@kongflow/protocol';
import { toAuthenticatedEnvironment } from './authenticated-environment.ts';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import { TenancyError } from './errors.ts';

/** See `TenancyService.getEnvironment`. */
export async function getEnvironment(context: TenancyContext, id: string): Promise<AuthenticatedEnvironment> {
  if (!isUuid(id)) throw environmentNotFound(id);
  return context.environments.get(id, () => loadEnvironment(context, id));
}

/** See `TenancyService.getEnvironmentBySlug`. */
export async function getEnvironmentBySlug(
  context: TenancyContext,
  scope: { readonly projectId: string; readonly slug: string },
): Promise<AuthenticatedEnvironment | null> {
  if (!isUuid(scope.projectId)) return null;
  const id = await context.repository.getEnvironmentIdBySlug(scope);
  return id === null ? null : loadEnvironment(context, id);
}

/**
 * Loads an environment past the cache.
 *
 * @throws TenancyError ENVIRONMENT_NOT_FOUND
 */
export async function loadEnvironment(
  { repository, keyring }: TenancyContext,
  id: string,
): Promise<AuthenticatedEnvironment> {
  const [row] = await repository.getEnvironments({ ids: [id] });
  if (row === undefined) throw environmentNotFound(id);
  return toAuthenticatedEnvironment(row, keyring);
}

/** The error for an environment that is not there, or not the caller's. */
export function environmentNotFound(id: string): TenancyError {
  return new TenancyError('ENVIRONMENT_NOT_FOUND', `There is no environment ${JSON.stringify(id)}.`);
}
