import { createDatabase } from '@kongflow/database';
import type { Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll } from 'vitest';
import { SecretAuditLog } from '../../src/audit/audit-log.ts';
import type { SecretAuditRecord } from '../../src/index.ts';

export interface Setup {
  readonly url: string;
  readonly database: Database;
  readonly audit: SecretAuditLog;
  /** Runs a statement, whatever it does, and returns its rows. */
  readonly sql: (text: string, values?: unknown[]) => Promise<unknown[][]>;
}

/** One database for the test file. */
export function setup(): () => Setup {
  let current: Setup | undefined;

  beforeAll(async () => {
    const { url } = await createTestDatabase();
    const database = createDatabase({ connectionString: url });
    const sql = async (text: string, values: unknown[] = []): Promise<unknown[][]> =>
      (await database.query({ text, values, rowMode: 'array' })).rows;
    current = { url, database, audit: new SecretAuditLog({ database }), sql };
  });

  afterAll(async () => {
    await current?.database.close();
  });

  return () => {
    if (current === undefined) throw new Error('The set-up has not run.');
    return current;
  };
}

/** A record of somebody reading `key`, but for what the test says. */
export function record(key: string | null, fields: Partial<SecretAuditRecord> = {}): SecretAuditRecord {
  return { actor: 'user:1', action: 'get', key, provider: 'database', result: 'ok', ...fields };
}
