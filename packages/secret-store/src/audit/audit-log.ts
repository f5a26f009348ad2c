import type { Database, Transaction } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import type { Logger } from '@kongflow/logger';
import { Queries } from '../generated/querier.ts';
import { parseInput } from '../secret-key.ts';
import { appendEntries } from './append-entries.ts';
import { SecretAuditRecordsSchema } from './audit-record.ts';
import type { SecretAudit, SecretAuditRecord } from './audit.ts';
import { GroupCommit } from './group-commit.ts';

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
    this.#groups = new GroupCommit((records) => appendEntries(this.#queries, records), MAX_GROUP_SIZE);
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

  /** Takes the chain's lock until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await this.#queries.withTx(tx).lockAuditChain();
  }
}
