import type { Transaction } from '@kongflow/database';
import { QueryResultError } from '@kongflow/database/query-runtime';
import { KeySchema } from '@kongflow/protocol';
import type { AuthenticatedEnvironment } from './authenticated-environment.ts';
import type { TenancyContext } from './context.ts';
import type { ExternalAccount } from './generated/models.ts';
import { parseInput } from './parse-input.ts';

/** Which account to find or make. */
export interface UpsertExternalAccountInput {
  readonly environment: Pick<AuthenticatedEnvironment, 'id' | 'organizationId'>;
  /** The SDK's `accountId`, 1 to 500 characters; compared as it is. */
  readonly identifier: string;
}

/** See `TenancyService.upsertExternalAccount`. */
export async function upsertExternalAccount(
  { repository }: TenancyContext,
  { environment, identifier }: UpsertExternalAccountInput,
  { tx }: { readonly tx?: Transaction | undefined } = {},
): Promise<ExternalAccount> {
  const account = await repository.within(tx).ensureExternalAccount({
    identifier: parseInput(KeySchema, identifier),
    environmentId: environment.id,
    organizationId: environment.organizationId,
  });
  if (account === null) throw new QueryResultError('UNEXPECTED_ROW_COUNT', 'EnsureExternalAccount returned no row.');
  return account;
}
