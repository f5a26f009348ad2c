import type { Transaction } from '@kongflow/database';
import type { SecretAction, SecretAuditRecord } from './audit/audit.ts';
import { errorCode } from './measure-operation.ts';
import type { StoreContext } from './store-context.ts';
import { UnsettledReads } from './unsettled-reads.ts';

// Transactions that hold the lock of the audit log's chain. An entry made on another connection waits for them, and they
// for the caller, who waits for the entry: PostgreSQL cannot see such a deadlock.
const chainHolders = new WeakMap<Transaction, UnsettledReads>();

/** Takes the chain's lock ahead of a write in the caller's transaction. */
export async function lockChain(context: StoreContext, tx: Transaction): Promise<void> {
  const locked = context.audit?.lock(tx);
  // Before the lock is there: a read of the same transaction may end meanwhile, and must not wait for it.
  if (locked !== undefined && !chainHolders.has(tx)) chainHolders.set(tx, new UnsettledReads(context, locked));
  await locked;
}

/** An entry for each key. */
export function auditRecords(
  { actor, provider }: StoreContext,
  action: SecretAction,
  keys: readonly string[],
  resultOf: (key: string) => string,
): readonly SecretAuditRecord[] {
  return keys.map((key) => ({ actor, action, key, provider: provider.name, result: resultOf(key) }));
}

/**
 * Leaves the trace of a read, outside of the caller's transaction, whose rollback would take it back. Only a transaction
 * that holds the chain's lock has to take it along; should that roll back, the entry is made anew.
 */
export async function appendRead(
  { audit }: StoreContext,
  records: readonly SecretAuditRecord[],
  tx: Transaction | undefined,
): Promise<void> {
  const unsettled = tx === undefined ? undefined : chainHolders.get(tx);
  await audit?.append(records, unsettled === undefined ? {} : { tx });
  unsettled?.add(records);
}

/**
 * Leaves the outcome of a write whose transaction the log has no part in, once that is committed: it is none before. What
 * goes wrong here is counted, as nobody waits for it; the entry before the write stands.
 */
export function appendAtCommit(context: StoreContext, records: readonly SecretAuditRecord[], tx: Transaction): void {
  tx.afterCommit(() => void appendCounted(context, records));
}

/**
 * Leaves the trace of an operation that failed, outside of the transaction that is rolled back. What goes wrong here is
 * counted, and does not hide why the operation failed.
 */
export async function appendFailure(
  context: StoreContext,
  records: readonly SecretAuditRecord[],
  tx: Transaction | undefined,
): Promise<void> {
  const appended = appendCounted(context, records);
  // The transaction that holds the lock ends after its caller has heard of the failure: the entry comes then.
  if (tx === undefined || !chainHolders.has(tx)) await appended;
}

async function appendCounted({ audit, metrics }: StoreContext, records: readonly SecretAuditRecord[]): Promise<void> {
  try {
    await audit?.append(records);
  } catch (error) {
    metrics.recordProviderError('audit', errorCode(error));
  }
}
