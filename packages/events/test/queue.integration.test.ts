/** The way of an event through the real queue: ingest → deliverEvent → events.invokeDispatcher → run. */
import { randomUUID } from 'node:crypto';
import type { Database } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { createWorkerQueue, QUEUE_SCHEMA, type WorkerQueue } from '@kongflow/worker-queue';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EventEnvironment, EventsService } from '../src/index.ts';
import { count, createEnvironment, openDatabase } from './support/fixtures.ts';
import { FakeAccounts, FakeRuns, RecordingLogger } from './support/setup.ts';

let database: Database;
const started: WorkerQueue[] = [];

beforeAll(async () => {
  database = await openDatabase();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((queue) => queue.stop()));
  await database.pool.query(`DELETE FROM ${QUEUE_SCHEMA}.job`);
});
afterAll(() => database.close());

async function setup() {
  const environment = await createEnvironment(database);
  const queue = createWorkerQueue({ database, retryDelay: () => 0 });
  const [runs, logger] = [new FakeRuns(), new RecordingLogger()];
  const events = new EventsService({ database, queue, runs, externalAccounts: new FakeAccounts(), logger });
  const deliveries: string[] = [];
  queue.handle('deliverEvent', async ({ id }) => {
    deliveries.push((await events.deliverEvent(id)).status);
  });
  queue.handle('events.invokeDispatcher', async (input) => {
    await events.invokeDispatcher(input);
  });
  const start = async () => {
    started.push(queue);
    await queue.start();
  };
  return { environment, events, runs, deliveries, start };
}

async function addDispatcher(events: EventsService, environment: EventEnvironment): Promise<void> {
  const definition = {
    environmentId: environment.id,
    dispatchableId: randomUUID(),
    dispatchable: { type: 'JOB_VERSION' as const, id: randomUUID() },
    event: ['user.created'],
    source: 'trigger.dev',
    payloadFilter: {},
    contextFilter: null,
    manual: false,
    enabled: true,
  };
  await database.transaction((tx) => events.dispatchers.upsertDispatcher(definition, { tx }));
}

const pendingJobs = () => count(database, `${QUEUE_SCHEMA}.job`, `state < 'active'`, []);
const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('an event on the real queue', () => {
  it('creates a run for each dispatcher that matches', async () => {
    const { environment, events, runs, start } = await setup();
    await start();
    for (let n = 0; n < 3; n += 1) await addDispatcher(events, environment);
    await events.ingestEvent({ environment, event: { id: 'e1', name: 'user.created', payload: [] } });
    await waitFor(() => runs.runs.size === 3, { describe: '3 runs' });
    const record = await events.getEvent({ environmentId: environment.id, eventId: 'e1' });
    expect(record?.deliveredAt).toBeInstanceOf(Date);
  });

  it('is delivered once when it is sent 20 times at once', async () => {
    const { deliveries, environment, events, runs, start } = await setup();
    await addDispatcher(events, environment);
    const event = { id: 'e1', name: 'user.created' };
    await Promise.all(Array.from({ length: 20 }, () => events.ingestEvent({ environment, event })));
    expect(await pendingJobs()).toBe(1);
    await start();
    await waitFor(() => runs.runs.size === 1, { describe: 'the run' });
    await waitFor(async () => (await pendingJobs()) === 0, { describe: 'an empty queue' });
    expect(deliveries).toEqual(['DELIVERED']);
    expect(runs.calls).toBe(1);
  });

  it('waits for its time, is sent again before it, and is delivered at once then', async () => {
    const { environment, events, runs, start } = await setup();
    await addDispatcher(events, environment);
    const event = { id: 'e1', name: 'user.created', payload: { v: 1 } };
    await events.ingestEvent({ environment, event, options: { deliverAt: inAnHour() } });
    await start();
    await events.ingestEvent({ environment, event: { ...event, payload: { v: 2 } } });
    expect(await pendingJobs()).toBeLessThanOrEqual(1);
    await waitFor(() => runs.runs.size === 1, { describe: 'the run' });
    const record = await events.getEvent({ environmentId: environment.id, eventId: 'e1' });
    expect(record?.payload).toEqual({ v: 2 });
  });

  it('leaves no job behind when it is cancelled before its time', async () => {
    const { environment, events } = await setup();
    await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' }, options: { deliverAt: inAnHour() } });
    expect(await pendingJobs()).toBe(1);
    await events.cancelEvent({ environment, eventId: 'e1' });
    expect(await pendingJobs()).toBe(0);
  });

  it('leaves no job behind when the transaction of its sender rolls back', async () => {
    const { environment, events } = await setup();
    const work = database.transaction(async (tx) => {
      await events.ingestEvents({ environment, events: [{ name: 'a' }, { name: 'b' }] }, { tx });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await pendingJobs()).toBe(0);
  });

  it('gets its run when the first attempt to create it fails', async () => {
    const { environment, events, runs, start } = await setup();
    await addDispatcher(events, environment);
    const create = vi.spyOn(runs, 'createRun').mockRejectedValueOnce(new Error('lost connection'));
    await start();
    await events.ingestEvent({ environment, event: { name: 'user.created' } });
    await waitFor(() => runs.runs.size === 1, { describe: 'the run' });
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('of a batch is delivered each once', async () => {
    const { deliveries, environment, events, runs, start } = await setup();
    await addDispatcher(events, environment);
    await start();
    const batch = Array.from({ length: 200 }, (_, n) => ({ id: `e${n}`, name: 'user.created' }));
    await events.ingestEvents({ environment, events: batch });
    await waitFor(() => runs.runs.size === 200, { describe: () => `200 runs, got ${runs.runs.size}` });
    expect(deliveries).toHaveLength(200);
    expect(runs.calls).toBe(200);
  });
});
