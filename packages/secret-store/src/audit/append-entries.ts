import type { Querier } from '../generated/querier.ts';
import type { SecretAuditRecord } from './audit.ts';

/** Stores records as entries, in order, in one statement. */
export async function appendEntries(
  statements: Pick<Querier, 'appendAuditEntries'>,
  records: readonly SecretAuditRecord[],
): Promise<void> {
  await statements.appendAuditEntries({
    actors: records.map(({ actor }) => actor),
    actions: records.map(({ action }) => action),
    keys: records.map(({ key }) => key ?? ''),
    hasKey: records.map(({ key }) => key !== null),
    providers: records.map(({ provider }) => provider),
    results: records.map(({ result }) => result),
  });
}
