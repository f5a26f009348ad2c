import type { Database, Transaction } from '@kongflow/database';
import type { SecretAction, SecretAudit } from './audit/audit.ts';
import { appendAtCommit, appendFailure, auditRecords, lockChain } from './audit-trail.ts';
import { SecretStoreError } from './errors.ts';
import { callProvider, errorCode } from './measure-operation.ts';
import type { InTransaction } from './providers/provider.ts';
import { refuseTransaction } from './providers/refuse-transaction.ts';
import type { StoreContext } from './store-context.ts';

/** Writers of one key and the chain meet in either order; who loses to a deadlock goes again. */
const RETRIES = 5;

/** A write to be done with a trace. */
export interface AuditedWrite {
  readonly action: SecretAction;
  readonly keys: readonly string[];
  readonly tx: Transaction | undefined;
  /** Asks the provider to write. @returns the keys it has changed. */
  readonly write: (options: InTransaction) => Promise<readonly string[]>;
  /** What is noted for a key that was left as it is. */
  readonly unchanged: string;
}

/**
 * Writes with a trace: in one transaction where the provider and the log share a database; else with an entry before it,
 * so that nothing is changed without one, and another after it, or after the commit of the caller's transaction.
 * @returns the keys that have changed.
 */
export async function auditWrite(context: StoreContext, write: AuditedWrite): Promise<readonly string[]> {
  const { provider, audit } = context;
  if (provider.database === null) refuseTransaction(provider.name, write);
  if (audit === undefined) return callProvider(context, () => write.write({ tx: write.tx }));
  if (provider.database === audit.database) return writeTogether(context, audit, provider.database, write);
  return writeBetween(context, audit, write);
}

async function writeTogether(
  context: StoreContext,
  audit: SecretAudit,
  database: Database,
  { action, keys, tx: callersTx, write, unchanged }: AuditedWrite,
): Promise<readonly string[]> {
  try {
    return await database.transaction(
      async (tx) => {
        if (callersTx !== undefined) await lockChain(context, tx);
        const changed = await callProvider(context, () => write({ tx }));
        await audit.append(auditRecords(context, action, keys, resultOf(changed, unchanged)), { tx });
        return changed;
      },
      { tx: callersTx, isolation: 'read committed', retries: RETRIES },
    );
  } catch (error) {
    await appendFailure(
      context,
      auditRecords(context, action, keys, () => errorCode(error)),
      callersTx,
    );
    throw error;
  }
}

async function writeBetween(
  context: StoreContext,
  audit: SecretAudit,
  { action, keys, tx, write, unchanged }: AuditedWrite,
): Promise<readonly string[]> {
  await audit.append(auditRecords(context, action, keys, () => 'attempted'));
  let changed: readonly string[];
  try {
    changed = await callProvider(context, () => write({ tx }));
  } catch (error) {
    const written = error instanceof SecretStoreError ? (error.written ?? []) : [];
    await appendFailure(context, auditRecords(context, action, keys, resultOf(written, errorCode(error))), tx);
    throw error;
  }
  const outcome = auditRecords(context, action, keys, resultOf(changed, unchanged));
  if (tx === undefined) await audit.append(outcome);
  else appendAtCommit(context, outcome, tx);
  return changed;
}

function resultOf(changed: readonly string[], unchanged: string): (key: string) => string {
  const set = new Set(changed);
  return (key) => (set.has(key) ? 'ok' : unchanged);
}
