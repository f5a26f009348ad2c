import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { onTestFinished } from 'vitest';
import { type SecretAuditProblem, SecretAuditLog, type SecretAuditRecord } from '../../src/index.ts';

export interface Setup {
  readonly url: string;
  readonly database: Database;
  readonly audit: SecretAuditLog;
  /** Runs a statement and returns its rows. */
  readonly sql: (text: string, values?: unknown[]) => Promise<unknown[][]>;
  /** Appends a record for each key, one by one. */
  readonly write: (...keys: string[]) => Promise<void>;
  /** Runs statements as a superuser for whom no trigger fires. */
  readonly tamper: (statements: string) => Promise<void>;
  /** What `verify` finds, without the rest. */
  readonly problems: (anchor?: string) => Promise<readonly SecretAuditProblem[]>;
}

/** A log in a database of the test's own. */
export async function setup(): Promise<Setup> {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 20 });
  onTestFinished(async () => database.close());
  const audit = new SecretAuditLog({ database });
  return {
    url,
    database,
    audit,
    sql: async (text, values = []) => (await database.query({ text, values, rowMode: 'array' })).rows,
    write: async (...keys) => {
      for (const key of keys) await audit.append([record(key)]);
    },
    tamper: async (statements) => {
      await database.pool.query(`BEGIN; SET LOCAL session_replication_role = replica; ${statements}; COMMIT`);
    },
    problems: async (anchor) => (await audit.verify({ anchor })).problems,
  };
}

/** A record of somebody reading `key`, but for what the test says. */
export function record(key: string | null, fields: Partial<SecretAuditRecord> = {}): SecretAuditRecord {
  return { actor: 'user:1', action: 'get', key, provider: 'database', result: 'ok', ...fields };
}

/** `count` keys that differ. */
export function keys(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `key-${index + 1}`);
}

/** What a forger runs to make all links and hashes fit what the fields say now. */
export const RECOMPUTE_CHAIN = `
  DO $$
  DECLARE
    entry secret_audit_entries;
    previous secret_audit_entries;
  BEGIN
    SELECT purged_hash INTO previous.hash FROM secret_audit_chain;
    FOR entry IN SELECT * FROM secret_audit_entries ORDER BY sequence LOOP
      entry.previous_hash = previous.hash;
      entry.hash = secret_audit_hash(entry);
      UPDATE secret_audit_entries SET previous_hash = entry.previous_hash, hash = entry.hash
      WHERE sequence = entry.sequence;
      previous = entry;
    END LOOP;
    UPDATE secret_audit_chain SET last_sequence = previous.sequence, last_hash = previous.hash;
  END
  $$`;
