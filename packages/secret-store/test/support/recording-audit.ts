import { createDatabase } from '@kongflow/database';
import type { Database, Transaction } from '@kongflow/database';
import type { SecretAudit, SecretAuditRecord } from '../../src/index.ts';

/** Keeps entries in memory; nothing connects to its database unless the test gives it one. */
export class RecordingAudit implements SecretAudit {
  readonly database: Database;
  readonly entries: SecretAuditRecord[] = [];
  /** The entries of each call of `append`. */
  readonly calls: (readonly SecretAuditRecord[])[] = [];
  /** Called before each append. */
  onAppend: (records: readonly SecretAuditRecord[], tx: Transaction | undefined) => void | Promise<void> = () =>
    undefined;
  locks = 0;

  constructor(database: Database = createDatabase({ connectionString: 'postgres://nobody@localhost:1/nothing' })) {
    this.database = database;
  }

  async append(records: readonly SecretAuditRecord[], options: { tx?: Transaction | undefined } = {}): Promise<void> {
    await this.onAppend(records, options.tx);
    this.calls.push(records);
    this.entries.push(...records);
  }

  async lock(): Promise<string> {
    this.locks += 1;
    return String(this.locks);
  }

  async isCommitted(): Promise<boolean> {
    return true;
  }

  /** `actor action key result` of each entry. */
  get lines(): string[] {
    return this.entries.map(({ actor, action, key, result }) => `${actor} ${action} ${key} ${result}`);
  }
}
