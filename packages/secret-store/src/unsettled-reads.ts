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
  readonly #locked: Promise<string | null>;
  readonly #records: SecretAuditRecord[] = [];
  #isWaiting = false;

  /** @param locked the id of the transaction, once it has the lock */
  constructor(context: StoreContext, locked: Promise<string | null>) {
    this.#context = context;
    this.#locked = locked;
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
      const transactionId = await this.#locked;
      await audit.database.transaction(
        async (tx) => {
          await audit.lock(tx);
          // The server is asked, as it hands the lock on before it answers the commit, and that answer may be lost.
          if (transactionId !== null && (await audit.isCommitted(transactionId, tx))) return;
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
