/** The hot statements must be answered by indexes, also by the generic plan that a prepared statement ends up with. */
import type { Database, Queryable, QueryConfig } from '@kongflow/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getEventByEventId, listEvents, lockEventForDelivery } from '../src/generated/event_records.sql.ts';
import type { EventEnvironment } from '../src/index.ts';
import { createEnvironment, openDatabase } from './support/fixtures.ts';

let database: Database;
let environment: EventEnvironment;

beforeAll(async () => {
  database = await openDatabase();
  environment = await createEnvironment(database);
  const tenants = [environment, ...(await Promise.all(Array.from({ length: 9 }, () => createEnvironment(database))))];
  for (const { id, organizationId, projectId } of tenants) {
    // dispatchers for names that the tenants share: 10,000 of ours and 1,000 each of the others
    await database.pool.query(
      `INSERT INTO event_dispatchers (event, source, dispatchable_id, dispatchable, environment_id)
       SELECT ARRAY['event.' || n % 100], 'trigger.dev', n::text, '{}', $1 FROM generate_series(1, $2) AS n`,
      [id, id === environment.id ? 10_000 : 1000],
    );
    await database.pool.query(
      `INSERT INTO event_records (event_id, name, organization_id, environment_id, project_id)
       SELECT 'e' || n, 'event.' || n % 100, $2, $1, $3 FROM generate_series(1, 2000) AS n`,
      [id, organizationId, projectId],
    );
  }
  await database.pool.query('ANALYZE event_dispatchers, event_records');
});
afterAll(() => database.close());

/** The plan that PostgreSQL makes for a generated query without knowing the values. */
async function genericPlan(run: (db: Queryable) => Promise<unknown>): Promise<string> {
  const sent: QueryConfig[] = [];
  await run({
    query: async (config) => {
      sent.push(config);
      return { rows: [], rowCount: 0 };
    },
  });
  const { text, values } = sent[0]!;
  const literals = values.map((value) => (value === null ? 'NULL' : `'${JSON.stringify(value).replaceAll('"', '')}'`));
  const client = await database.pool.connect();
  try {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE statement AS ${text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE statement(${literals.join(', ')})`,
    );
    await client.query('DEALLOCATE statement');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('RESET plan_cache_mode');
    client.release();
  }
}

async function someEventId(): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM event_records WHERE environment_id = $1 AND event_id = 'e7'`,
    [environment.id],
  );
  return rows[0]!.id;
}

describe('the plans of hot statements', () => {
  it('finds the candidates of an event among 10,000 dispatchers by their event names', async () => {
    const id = await someEventId();
    const plan = await genericPlan((db) => lockEventForDelivery(db, { id }));
    expect(plan).not.toContain('Seq Scan');
    expect(plan).toContain('event_dispatchers_event_idx');
    expect(plan).toContain('event_records_pkey');
  });

  it('finds an event by its id in an environment by the unique index', async () => {
    const key = { environmentId: environment.id, eventId: 'e7' };
    const plan = await genericPlan((db) => getEventByEventId(db, key));
    expect(plan).toContain('event_records_event_id_environment_id_key');
  });

  it('reads a page from the index of its environment, without sorting', async () => {
    const page = { environmentId: environment.id, before: await someEventId(), name: null, limit: 25 };
    const plan = await genericPlan((db) => listEvents(db, page));
    expect(plan).toContain('event_records_environment_id_id_idx');
    expect(plan).toMatch(/Index Cond: \(\(environment_id = .*\) AND \(id < /);
    expect(plan).not.toContain('Sort');
  });
});
