import { randomUUID } from 'node:crypto';
import type { Database } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DispatcherDefinition, EventEnvironment } from '../src/index.ts';
import { createEnvironment, openDatabase } from './support/fixtures.ts';
import { setupWith } from './support/setup.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function setup() {
  const environment = await createEnvironment(database);
  const bundle = setupWith(database);
  const addDispatcher = (given: Partial<DispatcherDefinition> = {}) =>
    database.transaction((tx) => bundle.events.dispatchers.upsertDispatcher(dispatcherOf(environment, given), { tx }));
  const ingest = async (event: object = {}) => {
    const record = await bundle.events.ingestEvent({ environment, event: { name: 'user.created', ...event } });
    bundle.queue.jobs.length = 0;
    return record;
  };
  return { environment, addDispatcher, ingest, ...bundle };
}

function dispatcherOf(environment: EventEnvironment, given: Partial<DispatcherDefinition>): DispatcherDefinition {
  return {
    environmentId: environment.id,
    dispatchableId: randomUUID(),
    dispatchable: { type: 'JOB_VERSION', id: randomUUID() },
    event: ['user.created'],
    source: 'trigger.dev',
    payloadFilter: null,
    contextFilter: null,
    manual: false,
    enabled: true,
    ...given,
  };
}

/** Waits until a backend of this database waits for a lock, so that a race has begun. */
function someoneWaitsForALock() {
  return waitFor(
    async () => {
      const { rows } = await database.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    },
    { describe: 'a backend to wait for a lock' },
  );
}

describe('failDelivery on PostgreSQL', () => {
  it('keeps the first failure and what was started before it', async () => {
    const { addDispatcher, environment, events, ingest } = await setup();
    await addDispatcher();
    const { id } = await ingest();
    await events.deliverEvent(id);
    await events.failDelivery({ eventRecordId: id, dispatcherId: randomUUID() }, 'no such version');
    const failed = await events.getEventRecord({ environmentId: environment.id, id });
    expect(failed).toMatchObject({ failure: 'no such version', deliveredAt: expect.any(Date) });
    await events.failDelivery({ eventRecordId: id }, 'again');
    expect(await events.getEventRecord({ environmentId: environment.id, id })).toEqual(failed);
  });

  it('does nothing for an event that is gone', async () => {
    const { events } = await setup();
    await expect(events.failDelivery({ eventRecordId: randomUUID() }, 'x')).resolves.toBeUndefined();
  });
});

describe('deliverEvent on PostgreSQL', () => {
  it('finds the dispatchers of the environment, the source and the name, and matches their filters', async () => {
    const { addDispatcher, environment, events, ingest, queue } = await setup();
    const foreign = await createEnvironment(database);
    const exact = await addDispatcher({
      payloadFilter: { plan: ['pro'] },
      contextFilter: { region: [{ $exists: true }] },
    });
    const several = await addDispatcher({ event: ['user.deleted', 'user.created'] });
    await addDispatcher({ payloadFilter: { plan: ['free'] } });
    await addDispatcher({ event: ['user.create'] });
    await addDispatcher({ event: ['User.Created'] });
    await addDispatcher({ source: 'shop' });
    await addDispatcher({ enabled: false });
    await addDispatcher({ manual: true });
    await addDispatcher({ environmentId: foreign.id });

    const record = await ingest({ payload: { plan: 'pro' }, context: { region: 'eu' } });
    const outcome = await events.deliverEvent(record.id);
    expect(outcome).toEqual({ status: 'DELIVERED', dispatcherIds: [exact.id, several.id] });
    expect(queue.jobs.map(({ payload }) => payload)).toEqual([
      { id: exact.id, eventRecordId: record.id },
      { id: several.id, eventRecordId: record.id },
    ]);
    const delivered = await events.getEventRecord({ environmentId: environment.id, id: record.id });
    expect(delivered?.deliveredAt).toBeInstanceOf(Date);
  });

  it('excludes only the dispatcher whose stored filter is invalid', async () => {
    const { addDispatcher, events, ingest, logger } = await setup();
    const broken = await addDispatcher({ payloadFilter: { a: ['x'] } });
    const good = await addDispatcher();
    await database.pool.query(`UPDATE event_dispatchers SET payload_filter = '{"a": [1, "x", null]}' WHERE id = $1`, [
      broken.id,
    ]);
    const record = await ingest({ payload: { a: 'x' } });
    expect(await events.deliverEvent(record.id)).toEqual({ status: 'DELIVERED', dispatcherIds: [good.id] });
    expect(logger.entries).toHaveLength(1);
  });

  it('gives the dispatcher of an account the events of that account only', async () => {
    const { addDispatcher, environment, events, ingest } = await setup();
    const { id } = await addDispatcher();
    const accountId = randomUUID();
    await database.pool.query(
      'INSERT INTO external_accounts (id, identifier, organization_id, environment_id) VALUES ($1, $2, $3, $4)',
      [accountId, 'acme', environment.organizationId, environment.id],
    );
    await database.pool.query('UPDATE event_dispatchers SET external_account_id = $1 WHERE id = $2', [accountId, id]);
    const nobodys = await ingest();
    expect(await events.deliverEvent(nobodys.id)).toEqual({ status: 'NO_MATCH' });
    const acmes = await ingest();
    await database.pool.query('UPDATE event_records SET external_account_id = $1 WHERE id = $2', [accountId, acmes.id]);
    expect(await events.deliverEvent(acmes.id)).toMatchObject({ status: 'DELIVERED' });
  });

  it('leaves the event undelivered when nothing matches, so that a repeat looks again', async () => {
    const { addDispatcher, events, ingest } = await setup();
    const record = await ingest();
    expect(await events.deliverEvent(record.id)).toEqual({ status: 'NO_MATCH' });
    await addDispatcher();
    expect(await events.deliverEvent(record.id)).toMatchObject({ status: 'DELIVERED' });
  });

  it('invokes each dispatcher once when two deliveries of an event run at once', async () => {
    const { addDispatcher, events, ingest, queue } = await setup();
    for (let n = 0; n < 3; n += 1) await addDispatcher();
    const record = await ingest();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => events.deliverEvent(record.id)));
    expect(outcomes.filter(({ status }) => status === 'DELIVERED')).toHaveLength(1);
    expect(outcomes.filter((outcome) => 'reason' in outcome && outcome.reason === 'ALREADY_DELIVERED')).toHaveLength(9);
    expect(queue.jobs).toHaveLength(3);
  });

  it('delivers again after a delivery that failed half-way', async () => {
    const { addDispatcher, environment, events, ingest, queue } = await setup();
    await addDispatcher();
    const record = await ingest();
    queue.failure = new Error('no queue');
    await expect(events.deliverEvent(record.id)).rejects.toThrow('no queue');
    const after = await events.getEventRecord({ environmentId: environment.id, id: record.id });
    expect(after?.deliveredAt).toBeNull();
    expect(await events.deliverEvent(record.id)).toMatchObject({ status: 'DELIVERED' });
  });

  it('waits for a cancellation under way, and does not deliver then', async () => {
    const { addDispatcher, environment, events, ingest, queue } = await setup();
    await addDispatcher();
    const record = await ingest({ id: 'e1' });
    const delivery = await database.transaction(async (tx) => {
      await events.cancelEvent({ environment, eventId: 'e1' }, { tx });
      const waiting = events.deliverEvent(record.id);
      await someoneWaitsForALock();
      return { waiting };
    });
    expect(await delivery.waiting).toEqual({ status: 'SKIPPED', reason: 'CANCELLED' });
    expect(queue.jobs).toEqual([]);
  });

  it('either delivers or cancels when both come at once; cancelled first is never delivered', async () => {
    const { addDispatcher, environment, events, ingest, queue } = await setup();
    await addDispatcher();
    for (let n = 0; n < 20; n += 1) {
      const record = await ingest({ id: `e${n}` });
      const [outcome, cancelled] = await Promise.all([
        events.deliverEvent(record.id),
        events.cancelEvent({ environment, eventId: `e${n}` }),
      ]);
      const deliveredFirst = outcome.status === 'DELIVERED';
      expect(outcome).toMatchObject(deliveredFirst ? {} : { status: 'SKIPPED', reason: 'CANCELLED' });
      expect(cancelled.cancelledAt).not.toBeNull();
      expect(cancelled.deliveredAt !== null).toBe(deliveredFirst);
      expect(queue.jobs).toHaveLength(deliveredFirst ? 1 : 0);
    }
  });

  it('skips an event that was deleted', async () => {
    const { events } = await setup();
    expect(await events.deliverEvent(randomUUID())).toEqual({ status: 'SKIPPED', reason: 'NOT_FOUND' });
  });
});

describe('cancelEvent on PostgreSQL', () => {
  it('gives concurrent cancellations the same event, and takes the delivery from the queue once', async () => {
    const { environment, events, ingest, queue } = await setup();
    const record = await ingest({ id: 'e1' });
    const cancelled = await Promise.all(
      Array.from({ length: 10 }, () => events.cancelEvent({ environment, eventId: 'e1' })),
    );
    expect(new Set(cancelled.map(({ cancelledAt }) => cancelledAt?.getTime())).size).toBe(1);
    expect(queue.dequeued).toEqual([`event:${record.id}`]);
  });

  it('marks a delivered event, too', async () => {
    const { addDispatcher, environment, events, ingest } = await setup();
    await addDispatcher();
    const record = await ingest({ id: 'e1' });
    await events.deliverEvent(record.id);
    const cancelled = await events.cancelEvent({ environment, eventId: 'e1' });
    expect(cancelled.deliveredAt).not.toBeNull();
    expect(cancelled.cancelledAt).not.toBeNull();
  });

  it('leaves the event alone when the delivery cannot be taken from the queue', async () => {
    const { environment, events, ingest, queue } = await setup();
    await ingest({ id: 'e1' });
    queue.failure = new Error('no queue');
    await expect(events.cancelEvent({ environment, eventId: 'e1' })).rejects.toThrow('no queue');
    expect(await events.getEvent({ environmentId: environment.id, eventId: 'e1' })).toMatchObject({
      cancelledAt: null,
    });
  });
});

describe('invokeDispatcher on PostgreSQL', () => {
  it('creates one run however often and at once it is invoked', async () => {
    const { addDispatcher, events, ingest, runs } = await setup();
    const dispatcher = await addDispatcher();
    const record = await ingest();
    const input = { id: dispatcher.id, eventRecordId: record.id };
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => events.invokeDispatcher(input)));
    expect(outcomes.every(({ status }) => status === 'RUN_CREATED')).toBe(true);
    expect(runs.runs.size).toBe(1);
  });

  it('does not invoke the dispatcher of one environment for the event of another', async () => {
    const { addDispatcher, events, runs } = await setup();
    const stranger = await setup();
    const dispatcher = await addDispatcher();
    const record = await stranger.ingest();
    const outcome = await events.invokeDispatcher({ id: dispatcher.id, eventRecordId: record.id });
    expect(outcome).toEqual({ status: 'SKIPPED', reason: 'NOT_FOUND' });
    expect(runs.calls).toBe(0);
  });

  it('stops when the dispatcher was disabled after the delivery', async () => {
    const { addDispatcher, environment, events, ingest } = await setup();
    const dispatcher = await addDispatcher();
    const record = await ingest();
    const key = { environmentId: environment.id, dispatchableId: dispatcher.dispatchableId };
    await database.transaction((tx) => events.dispatchers.disableDispatcher(key, { tx }));
    const outcome = await events.invokeDispatcher({ id: dispatcher.id, eventRecordId: record.id });
    expect(outcome).toEqual({ status: 'SKIPPED', reason: 'DISABLED' });
  });
});
