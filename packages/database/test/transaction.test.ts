import { expect, test, vi } from 'vitest';
import { createDatabase, type BackgroundErrorListener, type Transaction } from '@kongflow/database';
import { open, setup, sql } from './support/setup.ts';

const count = 'SELECT count(*)::int FROM things';

async function withTable(config: Parameters<typeof setup>[0] = {}) {
  const { database, url } = await setup(config);
  await sql(database, 'CREATE TABLE things (n int PRIMARY KEY)');
  const counted = async (): Promise<unknown> => (await sql(database, count)).rows[0]?.[0];
  return { database, url, counted };
}

test('commits what the work did and returns what it returned', async () => {
  const { database, counted } = await withTable();
  const result = await database.transaction(async (tx) => {
    await sql(tx, 'INSERT INTO things VALUES (1)');
    expect(await counted()).toBe(0);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await counted()).toBe(1);
});

test('rolls back when the work throws, and throws the same error', async () => {
  const { database, counted } = await withTable();
  const error = new Error('changed my mind');
  const work = database.transaction(async (tx) => {
    await sql(tx, 'INSERT INTO things VALUES (1)');
    throw error;
  });
  await expect(work).rejects.toBe(error);
  expect(await counted()).toBe(0);
});

test('afterCommit calls come after the commit, in order, and not at all after a rollback', async () => {
  const { database, counted } = await withTable({ max: 2 });
  const calls: string[] = [];
  await database.transaction(async (tx) => {
    tx.afterCommit(() => calls.push('first'));
    tx.afterCommit(() => calls.push('second'));
    await sql(tx, 'INSERT INTO things VALUES (1)');
    expect(calls).toEqual([]);
  });
  expect(calls).toEqual(['first', 'second']);

  const never = vi.fn<() => void>();
  const failing = database.transaction(async (tx) => {
    tx.afterCommit(never);
    await sql(tx, 'INSERT INTO things VALUES (1)');
  });
  await expect(failing).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' });
  expect(never).not.toHaveBeenCalled();
  expect(await counted()).toBe(1);
});

test('an afterCommit that throws is reported, does not fail the transaction, and does not stop the others', async () => {
  const { url, counted } = await withTable();
  const onBackgroundError = vi.fn<BackgroundErrorListener>();
  await using database = createDatabase({ connectionString: url, onBackgroundError });
  const error = new Error('cache is down');
  const last = vi.fn<() => void>();
  await database.transaction(async (tx) => {
    tx.afterCommit(() => {
      throw error;
    });
    tx.afterCommit(last);
    await sql(tx, 'INSERT INTO things VALUES (1)');
  });
  expect(onBackgroundError).toHaveBeenCalledExactlyOnceWith(error, 'after commit');
  expect(last).toHaveBeenCalledOnce();
  expect(await counted()).toBe(1);
});

test('a failed statement that the work ignores fails the transaction: nothing would have been committed', async () => {
  const { database, counted } = await withTable();
  const committed = vi.fn<() => void>();
  const work = database.transaction(async (tx) => {
    tx.afterCommit(committed);
    await sql(tx, 'INSERT INTO things VALUES (1)');
    await sql(tx, 'INSERT INTO things VALUES (1)').catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' });
  expect(committed).not.toHaveBeenCalled();
  expect(await counted()).toBe(0);
});

test('a transaction that is used after its end is refused', async () => {
  const { database, counted } = await withTable({ max: 1 });
  let leaked: Transaction | undefined;
  await database.transaction(async (tx) => {
    leaked = tx;
  });
  await expect(sql(leaked!, 'INSERT INTO things VALUES (1)')).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' });
  expect(() => leaked!.afterCommit(() => undefined)).toThrow(expect.objectContaining({ code: 'TRANSACTION_ENDED' }));
  expect(await counted()).toBe(0);
});

test('with `tx` the work joins: one connection, one commit, afterCommit of the outer', async () => {
  const { database, counted } = await withTable({ max: 1 });
  const calls: string[] = [];
  await database.transaction(async (outer) => {
    await database.transaction(
      async (inner) => {
        expect(inner).toBe(outer);
        inner.afterCommit(() => calls.push('inner'));
        await sql(inner, 'INSERT INTO things VALUES (1)');
      },
      { tx: outer },
    );
    calls.push('inner returned');
  });
  expect(calls).toEqual(['inner returned', 'inner']);
  expect(await counted()).toBe(1);
});

test('an error of joined work rolls everything back', async () => {
  const { database, counted } = await withTable();
  const work = database.transaction(async (outer) => {
    await sql(outer, 'INSERT INTO things VALUES (1)');
    await database.transaction(async () => Promise.reject(new Error('inner')), { tx: outer });
  });
  await expect(work).rejects.toThrow('inner');
  expect(await counted()).toBe(0);
});

test('a transaction inside another without `tx` is one of its own', async () => {
  const { database, counted } = await withTable();
  const work = database.transaction(async (outer) => {
    await sql(outer, 'INSERT INTO things VALUES (1)');
    await database.transaction(async (inner) => sql(inner, 'INSERT INTO things VALUES (2)'));
    throw new Error('outer');
  });
  await expect(work).rejects.toThrow('outer');
  expect(await counted()).toBe(1);
});

test('readOnly refuses writes', async () => {
  const { database } = await withTable();
  const work = database.transaction(async (tx) => sql(tx, 'INSERT INTO things VALUES (1)'), { readOnly: true });
  await expect(work).rejects.toMatchObject({ code: 'READ_ONLY' });
});

test('statementTimeoutMs holds for this transaction only', async () => {
  const { database } = await withTable({ max: 1 });
  const work = database.transaction(async (tx) => sql(tx, 'SELECT pg_sleep(60)'), { statementTimeoutMs: 20 });
  await expect(work).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect((await sql(database, 'SHOW statement_timeout')).rows).toEqual([['0']]);
});

/** Two serializable transactions that each read what the other writes: one of them must fail. */
async function collide(
  retries: number,
): Promise<{ outcomes: PromiseSettledResult<void>[]; attempts: number; counted: unknown }> {
  const { database, counted } = await withTable();
  let attempts = 0;
  let waiting = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const one = async (n: number): Promise<void> =>
    database.transaction(
      async (tx) => {
        attempts++;
        await sql(tx, count);
        if (++waiting === 2) release();
        await both;
        await sql(tx, 'INSERT INTO things VALUES ($1)', [n]);
      },
      { isolation: 'serializable', retries },
    );
  const outcomes = await Promise.allSettled([one(1), one(2)]);
  return { outcomes, attempts, counted: await counted() };
}

test('a serialization failure is an error that says it may be retried', async () => {
  const { outcomes, attempts, counted } = await collide(0);
  const [failed] = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'SERIALIZATION_FAILURE', isRetryable: true, sqlState: '40001' });
  expect(attempts).toBe(2);
  expect(counted).toBe(1);
});

test('with retries the work is run again and both get through', async () => {
  const { outcomes, attempts, counted } = await collide(3);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled']);
  expect(attempts).toBeGreaterThan(2);
  expect(counted).toBe(2);
});

test('an error that is not retryable is not retried', async () => {
  const { database } = await withTable();
  let attempts = 0;
  const work = database.transaction(
    async () => {
      attempts++;
      throw new Error('no');
    },
    { retries: 5 },
  );
  await expect(work).rejects.toThrow('no');
  expect(attempts).toBe(1);
});

test('a deadlock is an error of one side that says it may be retried', async () => {
  const { database, counted } = await withTable();
  await sql(database, 'INSERT INTO things VALUES (1), (2)');
  let waiting = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const lock = async (first: number, second: number): Promise<void> =>
    database.transaction(async (tx) => {
      await sql(tx, 'SELECT 1 FROM things WHERE n = $1 FOR UPDATE', [first]);
      if (++waiting === 2) release();
      await both;
      await sql(tx, 'SELECT 1 FROM things WHERE n = $1 FOR UPDATE', [second]);
    });
  const outcomes = await Promise.allSettled([lock(1, 2), lock(2, 1)]);
  const [failed] = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'DEADLOCK', isRetryable: true });
  expect(await counted()).toBe(2);
});

test('a client whose rollback failed is not used again, and the first error is the one reported', async () => {
  const { database, url } = await withTable({ max: 1 });
  const admin = open(url);
  const pids: unknown[] = [];
  const error = new Error('the real reason');
  const work = database.transaction(async (tx) => {
    const [[pid] = []] = (await sql(tx, 'SELECT pg_backend_pid()')).rows;
    pids.push(pid);
    await sql(admin, 'SELECT pg_terminate_backend($1, 5000)', [pid]);
    throw error;
  });
  await expect(work).rejects.toBe(error);
  const [[next] = []] = (await sql(database, 'SELECT pg_backend_pid()')).rows;
  expect(pids).not.toContain(next);
});

test('a database that cannot be reached is a retryable connection error', async () => {
  await using database = createDatabase({ connectionString: 'postgres://app:hunter2@127.0.0.1:1/app' });
  const work = vi.fn<() => Promise<void>>();
  const outcome = database.transaction(work);
  await expect(outcome).rejects.toMatchObject({ code: 'CONNECTION', isRetryable: true });
  await expect(outcome).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  expect(work).not.toHaveBeenCalled();
});
