import { Client, Pool, type ClientConfig } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDatabase } from '@kongflow/database';
import { batchexec, batchmany, copyfrom, type Queryable } from '@kongflow/database/query-runtime';
import { createTestDatabase, waitFor } from '@kongflow/testing';

/** As clients were before pg 8.19: of a query of one's own making they tell a pool nothing, which then waits for ever. */
class OlderClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const query = this.query.bind(this);
    const older = (config: object, values?: unknown, callback?: unknown): unknown =>
      Reflect.apply(
        query,
        undefined,
        'submit' in config && callback !== undefined ? [config] : [config, values, callback],
      );
    Object.defineProperty(this, 'query', { value: older });
  }
}

const series = { name: 'Series_1', text: 'SELECT generate_series(1, $1::int)' };

async function open(): Promise<{ pool: Pool; admin: Client }> {
  const { url } = await createTestDatabase({ empty: true });
  const pool = new Pool({ connectionString: url, max: 1, Client: OlderClient });
  pool.on('error', () => undefined);
  onTestFinished(async () => pool.end());
  const admin = new Client({ connectionString: url });
  await admin.connect();
  onTestFinished(async () => admin.end());
  return { pool, admin };
}

describe.each<[string, (pool: Pool) => Queryable]>([
  ['a pool', (pool) => pool],
  ['a Database', (pool) => createDatabase({ pool })],
  ['a Database with pipelined connections', (pool) => createDatabase({ pool, pipeline: {} })],
])('an older pg: %s', (_, on) => {
  it('batches are answered, one after the other, and give their connection back', async () => {
    const { pool, admin } = await open();
    const db = on(pool);
    await admin.query('CREATE TABLE things (id int PRIMARY KEY)');
    const insert = { name: 'Insert_1', text: 'INSERT INTO things VALUES ($1)' };
    expect(
      await Promise.all([
        batchmany(
          db,
          series,
          [1, 2],
          (n) => [n],
          ([n]) => n,
        ),
        batchmany(
          db,
          series,
          [3],
          (n) => [n],
          ([n]) => n,
        ),
      ]),
    ).toEqual([[[1], [1, 2]], [[1, 2, 3]]]);
    await expect(batchexec(db, insert, [1, 2, 1], (id) => [id])).rejects.toMatchObject({ index: 2 });
    const copy = { name: 'Copy_1', text: 'INSERT INTO things SELECT * FROM unnest($1::int[])' };
    expect(
      await copyfrom(
        db,
        copy,
        Array.from({ length: 10_001 }, (_, id) => id),
        (ids) => [ids],
      ),
    ).toBe(10_001);
    expect(pool.totalCount).toBe(1);
    expect(pool.idleCount).toBe(1);
  });

  it('a batch whose connection breaks is an error, and the next one works', async () => {
    const { pool, admin } = await open();
    const db = on(pool);
    const wait = { name: 'Wait_1', text: 'SELECT pg_advisory_xact_lock($1)' };
    await admin.query('SELECT pg_advisory_lock(1)');
    const batch = batchexec(db, wait, [2, 1], (key) => [key]).catch((error: unknown) => error);
    await waitFor(
      async () =>
        (
          await admin.query(
            `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE NOT granted AND datname = current_database()`,
          )
        ).rowCount,
      { describe: 'the batch to wait' },
    );
    expect(await batch).toMatchObject({ code: 'BATCH_FAILED', index: 1 });
    await admin.query('SELECT pg_advisory_unlock(1)');
    expect(
      await batchmany(
        db,
        series,
        [1],
        (n) => [n],
        ([n]) => n,
      ),
    ).toEqual([[1]]);
  });
});
