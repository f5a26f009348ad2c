import type { Transaction } from '@kongflow/database';
import type { SecretAuditRecord } from './audit/audit.ts';
import { errorCode } from './measure-operation.ts';
import type { StoreContext } from './store-context.ts';

/** Records of one statement. */
const BATCH = 1000;

/**
 * Reads whose entries are part of a transaction that holds the log's lock. Should it roll back, the values were handed out
 * all the same: then the entries are made anew.
 *
 * That waits for the lock, on one connection for all of the transaction's reads, and nobody waits for it: it comes once the
 * transaction has ended, and what goes wrong with it is counted.
 */
export class UnsettledReads {
  readonly #context: StoreContext;
  readonly #records: SecretAuditRecord[] = [];
  #isCommitted = false;
  #isWaiting = false;

  constructor(context: StoreContext, tx: Transaction) {
    this.#context = context;
    tx.afterCommit(() => {
      this.#isCommitted = true;
    });
  }

  add(records: readonly SecretAuditRecord[]): void {
    for (const record of records) this.#records.push(record);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void this.#settle();
  }

  async #settle(): Promise<void> {
    const { audit, metrics } = this.#context;
    if (audit === undefined) return;
    try {
      await audit.database.transaction(
        async (tx) => {
          await audit.lock(tx);
          // The server hands the lock on before it answers the commit: one round trip later, that answer is here.
          await audit.lock(tx);
          if (this.#isCommitted) return;
          for (let start = 0; start < this.#records.length; start += BATCH)
            await audit.append(this.#records.slice(start, start + BATCH), { tx });
        },
        { isolation: 'read committed' },
      );
    } catch (error) {
      metrics.recordProviderError('audit', errorCode(error));
    }
  }
}
