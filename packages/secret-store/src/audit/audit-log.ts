import { type Database, isDatabaseError, type Transaction } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import type { Logger } from '@kongflow/logger';
import { Queries } from '../generated/querier.ts';
import { parseInput } from '../secret-key.ts';
import { appendEntries } from './append-entries.ts';
import { SecretAuditRecordsSchema } from './audit-record.ts';
import type { SecretAudit, SecretAuditRecord } from './audit.ts';
import type { SecretAuditVerification } from './chain-walk.ts';
import { GroupCommit } from './group-commit.ts';
import { type ListAuditInput, listEntries, type SecretAuditPage } from './list-entries.ts';
import { type PurgeAuditInput, purgeEntries } from './purge-entries.ts';
import { readHead } from './read-head.ts';
import { verifyChain, type VerifyAuditInput } from './verify-chain.ts';

const MAX_GROUP_SIZE = 1000;

/** What a `SecretAuditLog` is made of. */
export interface SecretAuditLogOptions {
  readonly database: Database;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
}

/**
 * The audit log in PostgreSQL: append-only, each entry holding the hash of the one before.
 *
 * @example
 * const audit = new SecretAuditLog({ database });
 * const store = new SecretStore({ provider, audit });
 * const { ok, head, problems } = await audit.verify({ anchor: notedYesterday });
 */
export class SecretAuditLog implements SecretAudit {
  readonly database: Database;
  readonly #queries: Queries;
  readonly #logger: Logger;
  readonly #groups: GroupCommit<SecretAuditRecord>;

  constructor({ database, logger = silentLogger }: SecretAuditLogOptions) {
    this.database = database;
    this.#queries = new Queries(database);
    this.#logger = logger;
    this.#groups = new GroupCommit((records) => this.#appendGroup(records), MAX_GROUP_SIZE);
  }

  /**
   * Adds entries to the chain, in order and all or none. Within `tx` they are stored when it commits, and the chain is
   * locked until then; outside, they are stored when it resolves, together with those of concurrent callers.
   *
   * @throws {SecretStoreError} `INVALID_INPUT`
   */
  async append(
    records: readonly SecretAuditRecord[],
    { tx }: { readonly tx?: Transaction | undefined } = {},
  ): Promise<void> {
    const checked = parseInput(SecretAuditRecordsSchema, records);
    if (checked.length === 0) return;
    await (tx === undefined ? this.#groups.add(checked) : appendEntries(this.#queries.withTx(tx), checked));
  }

  /** Takes the chain's lock until the transaction ends. @returns PostgreSQL's id of the transaction; null without a chain */
  async lock(tx: Transaction): Promise<string | null> {
    return this.#queries.withTx(tx).lockAuditChain();
  }

  /** Whether the transaction whose id `lock` gave has been committed; asked in another one. */
  async isCommitted(transactionId: string, tx: Transaction): Promise<boolean> {
    return this.#queries.withTx(tx).isTransactionCommitted({ transactionId });
  }

  /**
   * A page of entries, newest first or, with `after`, oldest first; in one statement. With `from` or `to` and neither key
   * nor actor, in the order of time, which differs from the chain's only where the server's clock was set back.
   *
   * @throws {SecretStoreError} `INVALID_INPUT`
   */
  list(input: ListAuditInput = {}): Promise<SecretAuditPage> {
    return listEntries(this.#queries, input);
  }

  /** The end of the chain, `<sequence>:<hash>`: an anchor for `verify`, to be noted where the database's owner cannot write. */
  head(): Promise<string> {
    return readHead(this.#queries);
  }

  /**
   * Recomputes the chain from the purge mark to the end that it has at the start. What is wrong is reported, not thrown.
   *
   * Without an anchor it shows every change but those of somebody who recomputes all that follows, or cuts entries off
   * and puts the row of the chain back.
   *
   * @throws {SecretStoreError} `INVALID_INPUT`
   * @throws the signal's reason, once it is aborted
   * @example
   * const { ok, problems } = await audit.verify({ anchor: '1042:9f86d081884c7d65…' });
   */
  verify(input: VerifyAuditInput = {}): Promise<SecretAuditVerification> {
    return verifyChain(this.database, input);
  }

  /**
   * Deletes entries from before a time, in batches, after an entry `purge` that says so. The log can be verified
   * throughout; an entry that is not from before the time keeps all that follow it. Where nothing is due, nothing happens.
   *
   * @returns how many entries were deleted.
   * @throws {SecretStoreError} `INVALID_INPUT`
   * @throws the signal's reason, once it is aborted
   * @example
   * await audit.purge({ actor: 'system', olderThanDays: 365 });
   */
  purge(input: PurgeAuditInput): Promise<number> {
    return purgeEntries({ database: this.database, logger: this.#logger }, input);
  }

  async #appendGroup(records: readonly SecretAuditRecord[]): Promise<void> {
    try {
      await appendEntries(this.#queries, records);
    } catch (error) {
      // A server whose default is above READ COMMITTED refuses a statement that has waited for the chain.
      if (!isDatabaseError(error, 'SERIALIZATION_FAILURE')) throw error;
      await this.database.transaction((tx) => appendEntries(this.#queries.withTx(tx), records), {
        isolation: 'read committed',
      });
    }
  }
}
