/** The plans that PostgreSQL makes without knowing the values: what a prepared statement ends up with. */
import type { Queryable, QueryConfig } from '@kongflow/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiVoteService, PgApiVoteRepository } from '../src/index.ts';
import { setupDatabase } from './support/setup.ts';

const bundle = setupDatabase();
let userId = '';
let after = '';

beforeAll(async () => {
  const client = await bundle().database.pool.connect();
  // VACUUM takes no page for visible to all before the commit that wrote it is on disk; test servers do not wait for that.
  await client.query('SET synchronous_commit = on');
  // 500 users with 100 votes each, for 1,000 APIs
  await client.query(`INSERT INTO users (email) SELECT 'voter-' || n FROM generate_series(1, 500) AS n`);
  await client.query(`
    INSERT INTO api_integration_votes (api_identifier, user_id)
    SELECT 'api-' || (u.n * 7 + v) % 1000, u.id
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) u, generate_series(1, 100) AS v`);
  await client.query('VACUUM ANALYZE users, api_integration_votes');
  const { rows } = await client.query<{ id: string; user_id: string }>(
    'SELECT id, user_id FROM api_integration_votes ORDER BY user_id, id DESC LIMIT 50',
  );
  userId = rows[0]!.user_id;
  after = rows[49]!.id;
  client.release(true);
});

/** The plan of the one statement that a use of the service sends. */
async function planOf(use: (votes: ApiVoteService) => Promise<unknown>): Promise<string> {
  const sent: QueryConfig[] = [];
  const recorder: Queryable = {
    query: async (config) => {
      sent.push(config);
      return { rows: [], rowCount: 0 };
    },
  };
  // What the service makes of an empty answer does not matter here.
  await use(new ApiVoteService({ repository: new PgApiVoteRepository(recorder) })).catch(() => undefined);
  expect(sent).toHaveLength(1);
  const client = await bundle().database.pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE statement AS ${sent[0]!.text}`);
    const values = sent[0]!.values.map((value) =>
      value === null || value === undefined ? 'NULL' : client.escapeLiteral(literal(value)),
    );
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE statement(${values.join(', ')})`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
    client.release();
  }
}

function literal(value: unknown): string {
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value);
}

const byKey = 'api_integration_votes_api_identifier_user_id_key';
const byUser = 'api_integration_votes_user_id_id_idx';

describe('the statement', () => {
  it.each([
    ['call', byKey, (votes: ApiVoteService) => votes.call({ userId, identifier: 'api-1' })],
    ['call, of a new vote', byKey, (votes: ApiVoteService) => votes.call({ userId, identifier: 'new' })],
    ['delete', byKey, (votes: ApiVoteService) => votes.delete({ userId, identifier: 'api-1' })],
    ['count', `Index Only Scan using ${byKey}`, (votes: ApiVoteService) => votes.count('api-1')],
    [
      'countAll of given APIs',
      `Index Only Scan using ${byKey}`,
      (votes: ApiVoteService) => votes.countAll({ identifiers: ['api-1', 'api-2', 'new'] }),
    ],
  ])('of %s finds its rows by an index', async (_method, index, use) => {
    const plan = await planOf(use);
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });

  it('of hasVoted reads votes of the user alone, or of the APIs alone', async () => {
    const identifiers = Array.from({ length: 200 }, (_, n) => `api-${n}`);
    const plan = await planOf((votes) => votes.hasVoted({ userId, identifiers }));
    expect(plan).toMatch(/Index Cond: .*user_id = /);
    expect(plan).not.toContain('Seq Scan');
  });

  it.each([
    ['first', () => undefined],
    ['third', () => after],
  ])('of list reads the %s page from the index, without sorting', async (_page, last) => {
    const plan = await planOf((votes) => votes.list({ userId, after: last() }));
    expect(plan).toContain(`Index Scan Backward using ${byUser}`);
    expect(plan).toMatch(/Index Cond: \(\(user_id = .*\) AND \(id < /);
    expect(plan).not.toContain('Sort');
    expect(plan).toContain('rows=25');
  });

  it('of countAll reads the table once and sorts the APIs, not the votes', async () => {
    const plan = await planOf((votes) => votes.countAll({ limit: 10 }));
    expect(plan.match(/(?:Seq|Only) Scan/g)).toHaveLength(1);
    expect(plan).toMatch(/Sort[^\n]*\n[^\n]*Sort Key[^\n]*\n[^\n]*top-N heapsort/);
  });
});
