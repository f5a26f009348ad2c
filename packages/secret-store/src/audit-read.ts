import type { Transaction } from '@kongflow/database';
import type { SecretAction } from './audit/audit.ts';
import { appendFailure, appendRead, auditRecords } from './audit-trail.ts';
import type { SecretStoreError } from './errors.ts';
import { callProvider, errorCode } from './measure-operation.ts';
import type { StoreContext } from './store-context.ts';

/** What reading one key came to. */
export type Reading<Value> =
  | { readonly result: 'ok' | 'not_found'; readonly value: Value; readonly error?: undefined }
  | { readonly error: SecretStoreError };

/** A read to be done with a trace. */
export interface AuditedRead<Fetched, Value> {
  readonly action: SecretAction;
  /** Keys, or one prefix. */
  readonly keys: readonly string[];
  readonly tx: Transaction | undefined;
  /** Asks the provider. */
  readonly fetch: () => Promise<Fetched>;
  /** What it comes to for each key. */
  readonly readingOf: (fetched: Fetched, key: string) => Reading<Value>;
}

/**
 * Reads, then leaves the trace, then hands out: without an entry, nobody gets a value.
 * @returns one value for each key, in order.
 */
export async function auditRead<Fetched, Value>(
  context: StoreContext,
  { action, keys, tx, fetch, readingOf }: AuditedRead<Fetched, Value>,
): Promise<readonly Value[]> {
  let fetched: Fetched;
  try {
    fetched = await callProvider(context, fetch);
  } catch (error) {
    if (context.auditReads) {
      await appendFailure(
        context,
        auditRecords(context, action, keys, () => errorCode(error)),
        tx,
      );
    }
    throw error;
  }
  const readings = new Map(keys.map((key) => [key, readingOf(fetched, key)]));
  if (context.auditReads) await appendRead(context, auditRecords(context, action, keys, resultIn(readings)), tx);
  return Array.from(readings.values(), (reading) => {
    if (reading.error !== undefined) throw reading.error;
    return reading.value;
  });
}

function resultIn(readings: ReadonlyMap<string, Reading<unknown>>): (key: string) => string {
  return (key) => {
    const reading = readings.get(key);
    if (reading === undefined) return 'not_found';
    return reading.error === undefined ? reading.result : reading.error.code;
  };
}
