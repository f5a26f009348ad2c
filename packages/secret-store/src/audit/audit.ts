import type { Database, Transaction } from '@kongflow/database';

/** What can be done; the values of `secret_audit_action`. */
export const SECRET_ACTIONS = ['get', 'set', 'delete', 'list', 'count', 'rotate', 'import', 'export', 'purge'] as const;

/** What was done. */
export type SecretAction = (typeof SECRET_ACTIONS)[number];

/** Who did what to which secret, and what came of it. When, and its place in the chain, the log adds. */
export interface SecretAuditRecord {
  readonly actor: string;
  readonly action: SecretAction;
  /** The key or, of a listing or a count, the prefix; null where the action is about no key. */
  readonly key: string | null;
  /** Name of the provider. */
  readonly provider: string;
  /** `ok`, `not_found`, `exists` (left as it was by `ifAbsent`), `attempted`, or the code of an error. */
  readonly result: string;
}

/** Where a store leaves its trace; `SecretAuditLog` is one. */
export interface SecretAudit {
  /** Where entries are kept: a write to the same database shares its transaction. */
  readonly database: Database;
  /**
   * Adds entries to the chain. Within `tx` they are stored when it commits, and the chain is locked until then; outside,
   * they are stored when it resolves, together with those of concurrent callers.
   */
  append(records: readonly SecretAuditRecord[], options?: { readonly tx?: Transaction | undefined }): Promise<void>;
  /**
   * Takes the chain's lock ahead of a write in the caller's transaction: two transactions that each write twice would else
   * take locks of rows and of the chain in opposite order.
   *
   * @returns the id of the transaction, or null where there is no chain
   */
  lock(tx: Transaction): Promise<string | null>;

  /** Whether the transaction whose id `lock` gave has been committed; asked in another one. */
  isCommitted(transactionId: string, tx: Transaction): Promise<boolean>;
}
