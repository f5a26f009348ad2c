import { beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '@kongflow/database';
import type { Queryable, QueryConfig } from '@kongflow/database/query-runtime';
import { createTestDatabase } from '@kongflow/testing';
import { listEntries } from '../../src/audit/list-entries.ts';
import { Queries } from '../../src/generated/querier.ts';
import type { ListAuditInput } from '../../src/index.ts';

let database: Database;

/** A log of 20,000 entries: large enough that reading it whole is never the cheapest. */
beforeAll(async () => {
  const { url } = await createTestDatabase();
  database = createDatabase({ connectionString: url });
  await database.pool.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    INSERT INTO secret_audit_entries
    SELECT n, timestamptz '2026-01-01Z' + n * interval '1 minute', 'user:' || n % 50, 'get', 'key/' || n % 500, 'database',
      'ok', sha256('a'), sha256('b')
    FROM generate_series(1, 20000) AS n;
    UPDATE secret_audit_entries SET action = 'export' WHERE sequence % 100 = 0;
    COMMIT;
    ANALYZE secret_audit_entries`);
  return async () => database.close();
});

/** The one statement that the work sends. */
async function statementOf(work: (statements: Queries) => Promise<unknown>): Promise<QueryConfig> {
  const sent: QueryConfig[] = [];
  const recorder: Queryable = {
    query: async (config) => {
      sent.push(config);
      return { rows: [], rowCount: 0 };
    },
  };
  await work(new Queries(recorder));
  const [statement] = sent;
  if (statement === undefined || sent.length > 1) throw new Error(`${sent.length} statements were sent.`);
  return statement;
}

/**
 * The plan of a statement, either made for its values or, as PostgreSQL may after some calls on a connection, for any.
 */
async function planOf(statement: QueryConfig, mode: 'custom' | 'generic'): Promise<string> {
  return database.transaction(async (tx) => {
    await tx.client.query(`SET LOCAL plan_cache_mode = force_${mode}_plan`);
    await tx.client.query(`PREPARE statement AS ${statement.text}`);
    const literals = statement.values.map((value) => {
      if (value === null || value === undefined) return 'NULL';
      return tx.client.escapeLiteral(
        value instanceof Date ? value.toISOString() : JSON.stringify(value).replaceAll('"', ''),
      );
    });
    const text = `EXPLAIN EXECUTE statement (${literals.join(', ')})`;
    const { rows } = await tx.query({ text, values: [], rowMode: 'array' });
    await tx.client.query('DEALLOCATE statement');
    return rows.flat().join('\n');
  });
}

const from = new Date('2026-01-02T00:00:00Z');
const to = new Date('2026-01-09T00:00:00Z');

describe.each(['custom', 'generic'] as const)('access paths, by the %s plan', (mode) => {
  it.each<[string, ListAuditInput, string]>([
    ['all', {}, 'pkey'],
    ['a key', { key: 'key/7' }, 'key_sequence_idx'],
    ['a key, of an action', { key: 'key/7', action: 'get' }, 'key_sequence_idx'],
    ['an actor', { actor: 'user:7' }, 'actor_sequence_idx'],
    ['an actor, of an action', { actor: 'user:7', action: 'get' }, 'actor_sequence_idx'],
    ['an action', { action: 'export' }, 'action_sequence_idx'],
    ['a time', { from, to }, 'occurred_at_sequence_idx'],
    ['a time, of an action', { from, to, action: 'get' }, 'occurred_at_sequence_idx'],
  ])('the entries of %s come along one index, in both directions, without sorting', async (_what, input, index) => {
    const newest = await planOf(
      await statementOf((queries) => listEntries(queries, { ...input, before: 10_000 })),
      mode,
    );
    expect(newest).toContain(`Index Scan Backward using secret_audit_entries_${index} on secret_audit_entries`);
    expect(newest).not.toMatch(/Seq Scan|Sort/);
    const oldest = await planOf(await statementOf((queries) => listEntries(queries, { ...input, after: 9000 })), mode);
    expect(oldest).toContain(`Index Scan using secret_audit_entries_${index} on secret_audit_entries`);
    expect(oldest).not.toMatch(/Seq Scan|Sort/);
  });

  it('verify and purge go along the chain', async () => {
    const read = await planOf(
      await statementOf((queries) => queries.readAuditChain({ after: '5', limit: 1000 })),
      mode,
    );
    expect(read).toContain('Index Scan using secret_audit_entries_pkey');
    expect(read).not.toMatch(/Seq Scan|Sort/);
    const move = await statementOf((queries) => queries.moveAuditPurgeMark({ through: 5000, limit: 1000 }));
    const movePlan = await planOf(move, mode);
    expect(movePlan).toContain('Index Scan using secret_audit_entries_pkey on secret_audit_entries');
    expect(movePlan).not.toContain('Seq Scan on secret_audit_entries');
    const end = await statementOf((queries) =>
      // The recorder has no row to give.
      queries.getAuditPurgeEnd({ before: from }).catch(() => undefined),
    );
    const due = await planOf(end, mode);
    expect(due).toContain('Index Scan using secret_audit_entries_pkey');
    expect(due).not.toContain('Seq Scan on secret_audit_entries');
  });
});

it('the entries of a prefix are found by an index', async () => {
  for (const input of [{ before: 10_000 }, { after: 9000 }]) {
    const statement = await statementOf((queries) => listEntries(queries, { ...input, keyPrefix: 'key/7' }));
    const plan = await planOf(statement, 'custom');
    expect(plan).toContain('Index');
    expect(plan).not.toContain('Seq Scan');
  }
});

it('what is purged is deleted by an index', async () => {
  const statement = await statementOf((queries) => queries.deletePurgedAuditEntries({ purgedSequence: 1000 }));
  expect(await planOf(statement, 'custom')).toContain('Index Scan using secret_audit_entries_pkey');
});
