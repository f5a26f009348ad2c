/*
 * Each statement of src/pgboss-sql.ts against a real installation. When pg-boss is upgraded and this file passes, its
 * schema still is what the statements expect.
 */
import { silentLogger } from '@kongflow/logger';
import { newId } from '@kongflow/protocol';
import { describe, expect, test } from 'vitest';
import { claimJobs } from '../src/claim-jobs.ts';
import { createBoss } from '../src/create-boss.ts';
import {
  findLostJobs,
  readDue,
  releaseJobs,
  removeKeyedJob,
  retryJobs,
  touchJobs,
  upsertKeyedJobs,
  type KeyedJob,
} from '../src/pgboss-sql.ts';
import { createBundle, type Bundle } from './support/bundle.ts';

const later = new Date('2099-01-01T00:00:00Z');

type KeyedJobOfQueue = KeyedJob & { readonly queue: string };

function keyed(overrides: Partial<KeyedJobOfQueue> = {}): KeyedJobOfQueue {
  return {
    queue: 'default',
    id: newId(),
    key: 'a',
    data: '{"task": "x"}',
    priority: -3,
    runAt: null,
    retryLimit: 4,
    group: 'lane',
    expireInSeconds: 100,
    preserveRunAt: false,
    ...overrides,
  };
}

/** Inserts a job in any state. */
async function insert(bundle: Bundle, columns: Record<string, unknown>): Promise<string> {
  const values = {
    id: newId(),
    name: 'default',
    dead_letter: 'dead',
    retry_limit: 3,
    heartbeat_seconds: 12,
    ...columns,
  };
  const names = Object.keys(values);
  await bundle.rows(
    `INSERT INTO kongflow_queue.job (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(values),
  );
  return values.id;
}

const active = { state: 'active', started_on: new Date(), heartbeat_on: new Date() };

/** Stores one job; null when the queue does not exist. */
async function upsertKeyedJob(
  db: Parameters<typeof upsertKeyedJobs>[0],
  { queue, ...job }: KeyedJobOfQueue,
): Promise<string | null> {
  return (await upsertKeyedJobs(db, queue, [job])).get(job.key) ?? null;
}

describe('upsertKeyedJobs', () => {
  test('stores, overwrites and supersedes, many in one statement', async () => {
    const bundle = await createBundle();
    const running = await insert(bundle, { ...active, singleton_key: 'running' });
    const pending = await insert(bundle, { singleton_key: 'pending', start_after: later });
    const jobs = ['pending', 'new', 'running'].map((key) => keyed({ key, preserveRunAt: key === 'pending' }));
    const stored = await upsertKeyedJobs(bundle.database, 'default', jobs);
    expect([...stored.keys()].toSorted()).toEqual(['new', 'pending', 'running']);
    expect(stored.get('pending')).toBe(pending);
    expect(stored.get('new')).toBe(jobs[1]?.id);
    expect(stored.get('running')).toBe(jobs[2]?.id);
    expect(await bundle.jobs("state = 'active'")).toMatchObject([{ id: running, singleton_key: null }]);
    expect(await bundle.jobs("singleton_key = 'pending'")).toMatchObject([{ start_after: later, retry_limit: 4 }]);
  });

  test('batches with the same keys in other orders wait for each other', async () => {
    const bundle = await createBundle();
    const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
    for (const key of keys) await insert(bundle, { ...active, singleton_key: key });
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const order = n % 2 === 0 ? keys : keys.toReversed();
        await upsertKeyedJobs(
          bundle.database,
          'default',
          order.map((key) => keyed({ key })),
        );
      }),
    );
    expect(await bundle.jobs("state = 'created'")).toHaveLength(40);
    expect(await bundle.jobs("state = 'active' AND singleton_key IS NULL")).toHaveLength(40);
  });

  test('takes from the queue what a send of pg-boss would', async () => {
    const { database, jobs } = await createBundle();
    const job = keyed({ runAt: later });
    expect(await upsertKeyedJob(database, job)).toBe(job.id);
    expect(await jobs()).toMatchObject([
      {
        id: job.id,
        name: 'default',
        data: { task: 'x' },
        priority: -3,
        singleton_key: 'a',
        group_id: 'lane',
        start_after: later,
        expire_seconds: 100,
        retry_limit: 4,
        retry_count: 0,
        retry_backoff: false,
        policy: 'standard',
        dead_letter: 'dead',
        heartbeat_seconds: 12,
        deletion_seconds: 7 * 86_400,
        keep_until: new Date(later.getTime() + 365 * 86_400_000),
        state: 'created',
        blocked: false,
      },
    ]);
  });

  test('overwrites a job that was never claimed', async () => {
    const bundle = await createBundle();
    const id = await insert(bundle, { state: 'created', singleton_key: 'a', output: '{}' });
    expect(await upsertKeyedJob(bundle.database, keyed())).toBe(id);
    expect(await bundle.jobs()).toMatchObject([{ id, state: 'created', retry_count: 0, output: null, retry_limit: 4 }]);
  });

  test.each([
    ['failed once', { state: 'retry', started_on: new Date(), retry_count: 0 }],
    ['failed twice', { state: 'retry', started_on: new Date(), retry_count: 1 }],
    ['failed once and was given back', { state: 'retry', retry_count: 1 }],
  ])('overwrites a job that %s under a new id', async (_, columns) => {
    const bundle = await createBundle();
    await insert(bundle, { ...columns, singleton_key: 'a', output: '{}' });
    const job = keyed();
    expect(await upsertKeyedJob(bundle.database, job)).toBe(job.id);
    expect(await bundle.jobs()).toMatchObject([
      { id: job.id, state: 'created', retry_count: 0, started_on: null, output: null, retry_limit: 4 },
    ]);
  });

  test('a process that has lost a job cannot settle the one that overwrote it', async () => {
    const bundle = await createBundle();
    const boss = createBoss(bundle.database, silentLogger, false);
    await upsertKeyedJob(bundle.database, keyed());
    const [lost] = await claimJobs(boss, 'default', 1, 'trickle');
    if (lost === undefined) throw new Error('nothing was claimed');
    // Its heartbeats stop and it is given back; before it is claimed again, its key is used again.
    await retryJobs(bundle.database, 'default', [{ ...lost, delayMs: 0, output: '{}' }]);
    await upsertKeyedJob(bundle.database, keyed());
    const [claimed] = await claimJobs(boss, 'default', 1, 'trickle');
    expect(claimed?.retryCount).toBe(0);

    expect(await touchJobs(bundle.database, 'default', [lost])).toEqual([]);
    expect(await releaseJobs(bundle.database, 'default', [lost])).toEqual([]);
    const { again, superseded } = await retryJobs(bundle.database, 'default', [{ ...lost, delayMs: 0, output: '{}' }]);
    expect([again.size, superseded.size]).toEqual([0, 0]);
    await boss.boss.deleteJob('default', [lost]);
    expect(await bundle.jobs()).toMatchObject([{ id: claimed?.id, state: 'active' }]);
  });

  test('supersedes a running job and stores beside it', async () => {
    const bundle = await createBundle();
    const id = await insert(bundle, { ...active, singleton_key: 'a', retry_count: 1 });
    const stored = await upsertKeyedJob(bundle.database, keyed());
    expect(stored).not.toBe(id);
    expect(await bundle.jobs("state = 'active'")).toMatchObject([
      { id, singleton_key: null, dead_letter: null, retry_limit: 1 },
    ]);
    expect(await bundle.jobs("state = 'created'")).toMatchObject([{ id: stored, singleton_key: 'a' }]);
  });

  test.each(['completed', 'failed', 'cancelled'])('leaves a job in state %s alone', async (state) => {
    const bundle = await createBundle();
    await insert(bundle, { state, singleton_key: 'a' });
    await upsertKeyedJob(bundle.database, keyed());
    expect(await bundle.jobs()).toHaveLength(2);
  });

  test('keys are unique within their queue only', async () => {
    const { database, jobs } = await createBundle();
    await upsertKeyedJob(database, keyed());
    await upsertKeyedJob(database, keyed({ queue: 'execution' }));
    await upsertKeyedJob(database, keyed({ key: 'b' }));
    expect(await jobs()).toHaveLength(3);
  });

  test('null when there is no such queue', async () => {
    const { database } = await createBundle();
    expect(await upsertKeyedJob(database, keyed({ queue: 'nowhere' }))).toBeNull();
  });
});

test('removeKeyedJob deletes what is pending, supersedes what runs, and spares the dead letters', async () => {
  const bundle = await createBundle();
  const running = await insert(bundle, { ...active, singleton_key: 'a' });
  await insert(bundle, { singleton_key: 'a', name: 'execution', state: 'retry' });
  const dead = await insert(bundle, { singleton_key: 'a', name: 'dead', dead_letter: null });
  const pools = ['default', 'execution', 'dead'];
  expect(await removeKeyedJob(bundle.database, pools, 'a')).toBe(true);
  expect(await removeKeyedJob(bundle.database, pools, 'a')).toBe(false);
  expect(await bundle.jobs()).toMatchObject([
    { id: running, singleton_key: null, dead_letter: null, retry_limit: 0 },
    { id: dead, singleton_key: 'a' },
  ]);
});

describe('retryJobs', () => {
  const nothing = { again: new Set(), superseded: new Set() };
  const failed = (id: string, retryCount = 0) => ({ id, retryCount, delayMs: 5000, output: '{"message": "no"}' });

  test('puts a batch back with its waits and errors', async () => {
    const bundle = await createBundle();
    const ids = [await insert(bundle, active), await insert(bundle, { ...active, retry_count: 2 })];
    const again = await retryJobs(bundle.database, 'default', [failed(ids[0]!), failed(ids[1]!, 2)]);
    expect(again).toEqual({ again: new Set(ids), superseded: new Set() });
    const rows = await bundle.rows(
      `SELECT state, retry_count, output, heartbeat_on, extract(epoch FROM start_after - now()) BETWEEN 1 AND 5 AS waits
       FROM kongflow_queue.job ORDER BY id`,
    );
    const common = { state: 'retry', output: { message: 'no' }, heartbeat_on: null, waits: true };
    expect(rows).toEqual([
      { ...common, retry_count: 0 },
      { ...common, retry_count: 2 },
    ]);
  });

  test('leaves alone: other attempts, other states, used-up attempts, other queues', async () => {
    const bundle = await createBundle();
    const ids = [
      await insert(bundle, { ...active, retry_count: 1 }),
      await insert(bundle, { state: 'created' }),
      await insert(bundle, { ...active, retry_limit: 0 }),
      await insert(bundle, { ...active, name: 'execution' }),
    ];
    const before = await bundle.jobs();
    expect(
      await retryJobs(
        bundle.database,
        'default',
        ids.map((id) => failed(id)),
      ),
    ).toEqual(nothing);
    expect(await bundle.jobs()).toEqual(before);
  });

  test('a job whose key has a newer pending job is superseded', async () => {
    const bundle = await createBundle();
    const id = await insert(bundle, { ...active, singleton_key: 'a' });
    await insert(bundle, { singleton_key: 'a' });
    expect(await retryJobs(bundle.database, 'default', [failed(id)])).toEqual({
      again: new Set(),
      superseded: new Set([id]),
    });
    expect(await bundle.jobs("state = 'active'")).toMatchObject([
      { singleton_key: null, dead_letter: null, retry_limit: 0 },
    ]);
  });
});

test('releaseJobs gives back uncounted: fenced, not what is superseded', async () => {
  const bundle = await createBundle();
  const fresh = await insert(bundle, active);
  const repeated = await insert(bundle, { ...active, retry_count: 2 });
  const superseded = await insert(bundle, { ...active, dead_letter: null });
  const dead = await insert(bundle, { ...active, name: 'dead', dead_letter: null });
  const replaced = await insert(bundle, { ...active, singleton_key: 'a' });
  await insert(bundle, { singleton_key: 'a' });
  const claims = [fresh, superseded, replaced].map((id) => ({ id, retryCount: 0 }));
  const released = await releaseJobs(bundle.database, 'default', [...claims, { id: repeated, retryCount: 2 }]);
  expect(released.toSorted()).toEqual([fresh, repeated].toSorted());
  expect(await bundle.jobs(`id IN ('${fresh}', '${repeated}')`)).toMatchObject([
    { state: 'created', retry_count: 0, started_on: null, heartbeat_on: null },
    { state: 'retry', retry_count: 2, started_on: null },
  ]);
  expect(await releaseJobs(bundle.database, 'dead', [{ id: dead, retryCount: 1 }])).toEqual([]);
  expect(await releaseJobs(bundle.database, 'dead', [{ id: dead, retryCount: 0 }])).toEqual([dead]);
});

test('touchJobs renews the heartbeat of what is still ours', async () => {
  const bundle = await createBundle();
  const old = new Date(Date.now() - 60_000);
  const ours = await insert(bundle, { ...active, heartbeat_on: old });
  const taken = await insert(bundle, { ...active, heartbeat_on: old, retry_count: 1 });
  const claims = [ours, taken].map((id) => ({ id, retryCount: 0 }));
  expect(await touchJobs(bundle.database, 'default', claims)).toEqual([ours]);
  const rows = await bundle.rows('SELECT id FROM kongflow_queue.job WHERE heartbeat_on > $1', [old]);
  expect(rows).toEqual([{ id: ours }]);
});

test('findLostJobs finds what missed its heartbeats', async () => {
  const bundle = await createBundle();
  const old = new Date(Date.now() - 60_000);
  const lost = await insert(bundle, { ...active, heartbeat_on: old, retry_count: 1 });
  await insert(bundle, active);
  await insert(bundle, { ...active, heartbeat_on: old, name: 'execution' });
  await insert(bundle, { ...active, heartbeat_on: old, heartbeat_seconds: null });
  expect(await findLostJobs(bundle.database, ['default', 'dead'])).toEqual([
    { queue: 'default', id: lost, retryCount: 1 },
  ]);
});

test('readDue: nothing, future, due', async () => {
  const bundle = await createBundle();
  expect(await readDue(bundle.database, 'default')).toEqual({ ready: false, nextInMs: null });
  await insert(bundle, { start_after: new Date(Date.now() + 60_000) });
  const { ready, nextInMs } = await readDue(bundle.database, 'default');
  expect(ready).toBe(false);
  expect(nextInMs).toBeGreaterThan(1000);
  expect(nextInMs).toBeLessThanOrEqual(60_000);
  await insert(bundle, { state: 'retry', start_after: new Date(Date.now() - 1000) });
  await insert(bundle, { ...active, name: 'execution' });
  expect((await readDue(bundle.database, 'default')).ready).toBe(true);
  expect(await readDue(bundle.database, 'execution')).toEqual({ ready: false, nextInMs: null });
});

test.each(['trickle', 'backlog'] as const)(
  'a claim for a %s takes what is due, the most urgent first',
  async (mode) => {
    const bundle = await createBundle();
    const boss = createBoss(bundle.database, silentLogger, false);
    const data = (priority: number) =>
      JSON.stringify({ task: 'x', payload: { n: priority }, priority, maxAttempts: 4 });
    await insert(bundle, { data: data(0), start_after: later });
    await insert(bundle, { data: data(0), ...active });
    await insert(bundle, { data: data(0), name: 'execution' });
    for (const priority of [5, -1, 3, 0]) {
      await insert(bundle, { data: data(priority), priority: -priority, group_id: priority > 2 ? 'lane' : null });
    }
    const first = await claimJobs(boss, 'default', 3, mode);
    expect(first.map((job) => job.data.priority)).toEqual([-1, 0, 3]);
    expect(first.map((job) => job.isSerial)).toEqual([false, false, true]);
    // The last one waits for its serial key; a session that has prepared the claim gives the same answer.
    expect(await claimJobs(boss, 'default', 3, mode)).toEqual([]);
    await bundle.rows(`DELETE FROM kongflow_queue.job WHERE id = $1`, [first[2]!.id]);
    expect((await claimJobs(boss, 'default', 3, mode)).map((job) => job.data.priority)).toEqual([5]);
  },
);

test('claims of two sessions at once never take a serial key twice', async () => {
  const bundle = await createBundle();
  const boss = createBoss(bundle.database, silentLogger, false);
  for (let n = 0; n < 200; n += 1) await insert(bundle, { data: '{"task": "x"}', group_id: `lane-${n % 10}` });
  for (let round = 0; round < 5; round += 1) {
    const claims = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => claimJobs(boss, 'default', 20, n % 2 === 0 ? 'trickle' : 'backlog')),
    );
    expect(claims.flat()).toHaveLength(10);
    expect(
      await bundle.rows(`SELECT count(DISTINCT group_id)::int AS n FROM kongflow_queue.job WHERE state = 'active'`),
    ).toEqual([{ n: 10 }]);
    await bundle.rows(`DELETE FROM kongflow_queue.job WHERE state = 'active'`);
  }
});
