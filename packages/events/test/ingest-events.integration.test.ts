import { randomUUID } from 'node:crypto';
import type { Database } from '@kongflow/database';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EventEnvironment } from '../src/index.ts';
import { count, createEnvironment, openDatabase } from './support/fixtures.ts';
import { setupWith } from './support/setup.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function setup() {
  const environment = await createEnvironment(database);
  return { environment, ...setupWith(database) };
}

function rowsOf(environment: EventEnvironment, eventId: string): Promise<number> {
  return count(database, 'event_records', 'environment_id = $1 AND event_id = $2', [environment.id, eventId]);
}

const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('ingestEvent on PostgreSQL', () => {
  it('stores and returns every field', async () => {
    const { events, environment } = await setup();
    const timestamp = new Date('2023-05-05T05:05:05.005Z');
    const deliverAt = inAnHour();
    const payload = { text: 'ä "quoted" \\ 😀', list: [1, [null, { deep: true }]], big: 1e21 };
    const record = await events.ingestEvent({
      environment,
      event: { id: 'e1', name: 'user.created', payload, context: [1], source: 'shop', timestamp },
      options: { deliverAt },
      sourceContext: { id: 'key', metadata: { a: 1 } },
      isTest: true,
      internal: true,
    });
    expect(record).toMatchObject({
      eventId: 'e1',
      name: 'user.created',
      payload,
      context: [1],
      source: 'shop',
      timestamp,
      deliverAt,
      sourceContext: { id: 'key', metadata: { a: 1 } },
      isTest: true,
      internal: true,
      environmentId: environment.id,
      organizationId: environment.organizationId,
      projectId: environment.projectId,
      deliveredAt: null,
      cancelledAt: null,
    });
    expect(await events.getEvent({ environmentId: environment.id, eventId: 'e1' })).toEqual(record);
    expect(await events.getEventRecord({ environmentId: environment.id, id: record.id })).toEqual(record);
  });

  it('uses the clock of the database for what is given relative to now', async () => {
    const { events, environment } = await setup();
    const record = await events.ingestEvent({ environment, event: { name: 'n' }, options: { deliverAfter: 60 } });
    expect(record.deliverAt.getTime() - record.createdAt.getTime()).toBe(60_000);
    const early = await events.ingestEvent({ environment, event: { name: 'n' }, options: { deliverAfter: -60 } });
    expect(early.deliverAt.getTime() - early.createdAt.getTime()).toBe(-60_000);
    const now = await events.ingestEvent({ environment, event: { name: 'n' } });
    expect(now.deliverAt).toEqual(now.createdAt);
  });

  it('returns a known event untouched', async () => {
    const { events, environment, queue } = await setup();
    const event = { id: 'e1', name: 'n', payload: 1 };
    const first = await events.ingestEvent({ environment, event });
    const options = { deliverAt: inAnHour() };
    expect(await events.ingestEvent({ environment, event: { ...event, payload: 2 }, options })).toEqual(first);
    expect(queue.jobs).toHaveLength(1);
  });

  it('keeps the same event id of two environments apart', async () => {
    const { events, environment } = await setup();
    const other = await createEnvironment(database);
    const mine = await events.ingestEvent({ environment, event: { id: 'e1', name: 'n', payload: 'mine' } });
    const theirs = await events.ingestEvent({ environment: other, event: { id: 'e1', name: 'n', payload: 'theirs' } });
    expect(theirs.id).not.toBe(mine.id);
    expect(await events.getEvent({ environmentId: other.id, eventId: 'e1' })).toMatchObject({ payload: 'theirs' });
    expect(await events.getEventRecord({ environmentId: other.id, id: mine.id })).toBeNull();
    await events.cancelEvent({ environment: other, eventId: 'e1' });
    expect(await events.getEvent({ environmentId: environment.id, eventId: 'e1' })).toMatchObject({
      cancelledAt: null,
    });
  });

  it('takes the same event sent 20 times at once in once, with one delivery', async () => {
    const { events, environment, queue } = await setup();
    const event = { id: 'e1', name: 'n', payload: 1 };
    const records = await Promise.all(Array.from({ length: 20 }, () => events.ingestEvent({ environment, event })));
    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    expect(queue.jobs).toHaveLength(1);
    expect(await rowsOf(environment, 'e1')).toBe(1);
  });

  it('takes part in the transaction of the caller: rolled back, nothing stays', async () => {
    const { events, environment } = await setup();
    const work = database.transaction(async (tx) => {
      await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } }, { tx });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await rowsOf(environment, 'e1')).toBe(0);
  });

  it('stores no event whose delivery could not be enqueued', async () => {
    const { events, environment, queue } = await setup();
    queue.failure = new Error('no queue');
    await expect(events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } })).rejects.toThrow('no queue');
    expect(await rowsOf(environment, 'e1')).toBe(0);
  });

  it('needs one statement between BEGIN and COMMIT, however many events it takes', async () => {
    const { events, environment } = await setup();
    const query = vi.spyOn(Client.prototype, 'query');
    await events.ingestEvents({ environment, events: Array.from({ length: 50 }, (_, n) => ({ name: `n${n}` })) });
    const sent = query.mock.calls.map(([statement]) => nameOf(statement));
    query.mockRestore();
    expect(sent).toEqual(['BEGIN', expect.stringMatching(/^IngestEvents_/), 'COMMIT']);
  });
});

function nameOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return typeof statement === 'object' && statement !== null && 'name' in statement ? String(statement.name) : '?';
}

describe('the re-send window on PostgreSQL', () => {
  it('gives an event that is 5 s or more away the new payload, context and time, and replaces its delivery', async () => {
    const { events, environment, queue } = await setup();
    const first = await events.ingestEvent({
      environment,
      event: { id: 'e1', name: 'n', payload: { v: 1 }, context: { c: 1 }, source: 'shop' },
      options: { deliverAt: inAnHour() },
    });
    const deliverAt = new Date(Date.now() + 60_000);
    const second = await events.ingestEvent({
      environment,
      event: { id: 'e1', name: 'other', payload: { v: 2 }, context: { c: 2 }, source: 'other' },
      options: { deliverAt },
    });
    expect(second).toEqual({ ...first, payload: { v: 2 }, context: { c: 2 }, deliverAt, updatedAt: second.updatedAt });
    expect(queue.jobs).toMatchObject([
      { jobKey: `event:${first.id}` },
      { jobKey: `event:${first.id}`, payload: { id: first.id }, runAt: deliverAt },
    ]);
    expect(await rowsOf(environment, 'e1')).toBe(1);
  });

  it('keeps payload and context that are not given, and delivers at once without a time', async () => {
    const { events, environment, queue } = await setup();
    const event = { id: 'e1', name: 'n', payload: { v: 1 }, context: { c: 1 } };
    await events.ingestEvent({ environment, event, options: { deliverAt: inAnHour() } });
    const second = await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } });
    expect(second).toMatchObject({ payload: { v: 1 }, context: { c: 1 } });
    expect(second.deliverAt).toEqual(second.updatedAt);
    expect(queue.jobs).toHaveLength(2);
    expect(queue.jobs[1]).not.toHaveProperty('runAt');

    const third = await events.ingestEvent({ environment, event: { ...event, payload: 3 } });
    expect(third).toEqual(second);
  });

  it.each([
    ['4 s away', 4],
    ['due', 0],
  ])('does not change an event that is %s', async (_, deliverAfter) => {
    const { events, environment, queue } = await setup();
    const event = { id: 'e1', name: 'n', payload: 1 };
    const first = await events.ingestEvent({ environment, event, options: { deliverAfter } });
    expect(await events.ingestEvent({ environment, event: { ...event, payload: 2 } })).toEqual(first);
    expect(queue.jobs).toHaveLength(1);
  });

  it('does not revive a cancelled event', async () => {
    const { events, environment, queue } = await setup();
    const event = { id: 'e1', name: 'n', payload: 1 };
    await events.ingestEvent({ environment, event, options: { deliverAt: inAnHour() } });
    const cancelled = await events.cancelEvent({ environment, eventId: 'e1' });
    expect(await events.ingestEvent({ environment, event: { ...event, payload: 2 } })).toEqual(cancelled);
    expect(queue.jobs).toHaveLength(1);
  });

  it('lets one of many concurrent senders win, and stores what it sent', async () => {
    const { events, environment, queue } = await setup();
    const send = (payload: number, deliverAt: Date) =>
      events.ingestEvent({ environment, event: { id: 'e1', name: 'n', payload }, options: { deliverAt } });
    await send(0, inAnHour());
    // each of them makes the event due, so that only the first finds it in the window
    const records = await Promise.all(Array.from({ length: 10 }, (_, n) => send(n + 1, new Date())));
    const stored = await events.getEvent({ environmentId: environment.id, eventId: 'e1' });
    expect(stored?.payload).not.toBe(0);
    expect(queue.jobs).toHaveLength(2);
    expect(records.filter(({ payload }) => payload === stored?.payload).length).toBeGreaterThan(0);
    expect(await rowsOf(environment, 'e1')).toBe(1);
  });
});

describe('ingestEvents on PostgreSQL', () => {
  it('stores new, known and repeated events of one batch in the order given', async () => {
    const { events, environment, queue } = await setup();
    const known = await events.ingestEvent({ environment, event: { id: 'b', name: 'n', payload: 'old' } });
    const records = await events.ingestEvents({
      environment,
      events: [
        { id: 'c', name: 'n', payload: 1 },
        { id: 'b', name: 'n', payload: 2 },
        { id: 'a', name: 'n', payload: 3 },
        { id: 'c', name: 'n', payload: 4 },
      ],
    });
    expect(records.map(({ eventId, payload }) => [eventId, payload])).toEqual([
      ['c', 1],
      ['b', 'old'],
      ['a', 3],
      ['c', 1],
    ]);
    expect(records[1]).toEqual(known);
    expect(queue.jobs).toHaveLength(3);
  });

  it('is all or none', async () => {
    const { events, environment, queue } = await setup();
    queue.failure = new Error('no queue');
    const batch = Array.from({ length: 5 }, (_, n) => ({ id: `e${n}`, name: 'n' }));
    await expect(events.ingestEvents({ environment, events: batch })).rejects.toThrow('no queue');
    expect(await count(database, 'event_records', 'environment_id = $1', [environment.id])).toBe(0);
  });

  it('survives batches with the same events in opposite order at once', async () => {
    const { events, environment, queue } = await setup();
    const batch = Array.from({ length: 40 }, (_, n) => ({ id: `e${n}`, name: 'n' }));
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        events.ingestEvents({ environment, events: n % 2 === 0 ? batch : batch.toReversed() }),
      ),
    );
    expect(await count(database, 'event_records', 'environment_id = $1', [environment.id])).toBe(40);
    expect(queue.jobs).toHaveLength(40);
  });

  it('gives the events of one batch one account', async () => {
    const { events, environment, externalAccounts } = await setup();
    const accountId = randomUUID();
    externalAccounts.ids.set('acme', accountId);
    await database.pool.query(
      'INSERT INTO external_accounts (id, identifier, organization_id, environment_id) VALUES ($1, $2, $3, $4)',
      [accountId, 'acme', environment.organizationId, environment.id],
    );
    const records = await events.ingestEvents({
      environment,
      events: [{ name: 'a' }, { name: 'b' }],
      options: { accountId: 'acme' },
    });
    expect(records.map(({ externalAccountId }) => externalAccountId)).toEqual([accountId, accountId]);
  });
});

describe('listEvents on PostgreSQL', () => {
  it('pages through the events of one environment, newest first', async () => {
    const { events, environment } = await setup();
    const other = await createEnvironment(database);
    await events.ingestEvent({ environment: other, event: { name: 'foreign' } });
    const batch = Array.from({ length: 7 }, (_, n) => ({ id: `e${n}`, name: n % 2 === 0 ? 'even' : 'odd' }));
    for (const event of batch) await events.ingestEvent({ environment, event });

    const environmentId = environment.id;
    const first = await events.listEvents({ environmentId, limit: 4 });
    expect(first.map(({ eventId }) => eventId)).toEqual(['e6', 'e5', 'e4', 'e3']);
    const second = await events.listEvents({ environmentId, limit: 4, before: first.at(-1)?.id });
    expect(second.map(({ eventId }) => eventId)).toEqual(['e2', 'e1', 'e0']);
    expect(await events.listEvents({ environmentId, before: second.at(-1)?.id })).toEqual([]);

    const even = await events.listEvents({ environmentId, name: 'even' });
    expect(even.map(({ eventId }) => eventId)).toEqual(['e6', 'e4', 'e2', 'e0']);
  });

  it.each([[{ limit: 0 }], [{ limit: 101 }], [{ limit: 1.5 }], [{ before: 'x' }]])(
    'refuses the page %j',
    async (page) => {
      const { events, environment } = await setup();
      await expect(events.listEvents({ environmentId: environment.id, ...page })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    },
  );

  it('finds nothing for ids that are none', async () => {
    const { events, environment } = await setup();
    expect(await events.getEventRecord({ environmentId: environment.id, id: "'; --" })).toBeNull();
    expect(await events.getDispatcher({ environmentId: environment.id, id: 'x' })).toBeNull();
    expect(await events.getEvent({ environmentId: environment.id, eventId: 'unknown' })).toBeNull();
  });
});
