import { MAX_EVENTS_PER_BATCH, type RawEventInput } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { EventsError } from '../src/index.ts';
import { environment, setup } from './support/setup.ts';

describe('ingestEvent', () => {
  it('stores the event with the defaults of the API and enqueues its delivery at once', async () => {
    const { events, queue, repository } = setup();
    const record = await events.ingestEvent({ environment, event: { name: 'user.created' } });
    expect(record).toMatchObject({
      name: 'user.created',
      payload: {},
      context: {},
      source: 'trigger.dev',
      sourceContext: null,
      externalAccountId: null,
      isTest: false,
      internal: false,
      environmentId: environment.id,
      organizationId: environment.organizationId,
      projectId: environment.projectId,
    });
    expect(record).not.toHaveProperty('stored');
    expect(repository.events).toHaveLength(1);
    expect(queue.jobs).toEqual([{ task: 'deliverEvent', payload: { id: record.id }, jobKey: `event:${record.id}` }]);
  });

  it('keeps what the sender gave, and takes null for not given where the API has a default', async () => {
    const { events } = setup();
    const timestamp = new Date('2023-05-05T05:05:05.005Z');
    const given = { id: 'e1', name: 'n', payload: [1, null], context: { a: 1 }, source: 'shop', timestamp };
    const record = await events.ingestEvent({ environment, event: given, sourceContext: { id: 's', metadata: 1 } });
    expect(record).toMatchObject({ eventId: 'e1', payload: [1, null], context: { a: 1 }, source: 'shop', timestamp });
    expect(record.sourceContext).toEqual({ id: 's', metadata: 1 });

    const empty = await events.ingestEvent({ environment, event: { name: 'n', payload: null, context: null } });
    expect(empty).toMatchObject({ payload: {}, context: {} });
  });

  it('delays the delivery to deliverAt, which wins over deliverAfter', async () => {
    const { events, queue } = setup();
    const deliverAt = new Date('2030-01-01T00:00:00Z');
    const options = { deliverAt, deliverAfter: 60 };
    const record = await events.ingestEvent({ environment, event: { name: 'n' }, options });
    expect(record.deliverAt).toEqual(deliverAt);
    expect(queue.jobs).toMatchObject([{ runAt: deliverAt }]);
  });

  it('delays the delivery by deliverAfter seconds; 0 means at once', async () => {
    const { events, queue, repository } = setup();
    const later = await events.ingestEvent({ environment, event: { name: 'n' }, options: { deliverAfter: 90 } });
    expect(later.deliverAt.getTime()).toBe(repository.now.getTime() + 90_000);
    expect(queue.jobs).toMatchObject([{ runAt: later.deliverAt }]);

    await events.ingestEvent({ environment, event: { name: 'n' }, options: { deliverAfter: 0 } });
    expect(queue.jobs[1]).not.toHaveProperty('runAt');
  });

  it('finds the account of the event', async () => {
    const { events, externalAccounts } = setup();
    const record = await events.ingestEvent({ environment, event: { name: 'n' }, options: { accountId: 'acme' } });
    expect(record.externalAccountId).toBe(externalAccounts.ids.get('acme'));
  });

  it('returns a known event as it is and enqueues nothing', async () => {
    const { events, queue } = setup();
    const first = await events.ingestEvent({ environment, event: { id: 'e1', name: 'n', payload: 1 } });
    const second = await events.ingestEvent({ environment, event: { id: 'e1', name: 'other', payload: 2 } });
    expect(second).toEqual(first);
    expect(queue.jobs).toHaveLength(1);
  });

  it('reads an event that a concurrent transaction committed meanwhile', async () => {
    const { events, queue, repository } = setup();
    const first = await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } });
    repository.unseen.add('e1');
    expect(await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } })).toEqual(first);
    expect(queue.jobs).toHaveLength(1);
  });

  it('leaves the delivery to the caller where told so', async () => {
    const { events, queue } = setup();
    const record = await events.ingestEvent({
      environment,
      event: { name: 'n' },
      deliver: false,
      isTest: true,
      internal: true,
    });
    expect(record).toMatchObject({ isTest: true, internal: true });
    expect(queue.jobs).toEqual([]);
  });

  it.each([
    ['no name', { name: '' }],
    ['a name with NUL', { name: 'a\0b' }],
    ['a payload that is not JSON', { name: 'n', payload: () => 1 }],
    ['a payload that cannot be stored', { name: 'n', payload: { text: '\0' } }],
    ['a timestamp that is none', { name: 'n', timestamp: 'yesterday' }],
    ['an id that cannot be indexed', { name: 'n', id: 'x'.repeat(501) }],
  ])('refuses an event with %s', async (_, event) => {
    const { events, repository } = setup();
    const refused = events.ingestEvent({ environment, event: event as RawEventInput });
    await expect(refused).rejects.toBeInstanceOf(EventsError);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(repository.events).toEqual([]);
  });

  it('refuses a batch that would hold its transaction open for long', async () => {
    const { events, repository } = setup();
    const batch = Array.from({ length: MAX_EVENTS_PER_BATCH + 1 }, () => ({ name: 'n' }));
    await expect(events.ingestEvents({ environment, events: batch })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(repository.events).toHaveLength(0);
  });

  it('refuses options that are none, and says where', async () => {
    const { events } = setup();
    const refused = events.ingestEvent({ environment, event: { name: 'n' }, options: { deliverAfter: 1.5 } });
    await expect(refused).rejects.toThrow(/deliverAfter/);
  });
});

describe('ingestEvents', () => {
  it('returns the events in the order given and enqueues their deliveries together', async () => {
    const { events, queue } = setup();
    const names = ['c', 'a', 'b'];
    const records = await events.ingestEvents({ environment, events: names.map((name) => ({ name })) });
    expect(records.map(({ name }) => name)).toEqual(names);
    expect(queue.jobs.map(({ payload }) => payload)).toEqual(records.map(({ id }) => ({ id })));
  });

  it('takes an event id that occurs twice once', async () => {
    const { events, queue } = setup();
    const records = await events.ingestEvents({
      environment,
      events: [
        { id: 'e', name: 'n', payload: 1 },
        { id: 'e', name: 'n', payload: 2 },
      ],
    });
    expect(records.map(({ payload }) => payload)).toEqual([1, 1]);
    expect(queue.jobs).toHaveLength(1);
  });

  it('needs no transaction for nothing', async () => {
    const { events, repository } = setup();
    repository.withTransaction = () => Promise.reject(new Error('a transaction'));
    expect(await events.ingestEvents({ environment, events: [] })).toEqual([]);
  });

  it('refuses the whole batch for one bad event, and says which', async () => {
    const { events, repository } = setup();
    const refused = events.ingestEvents({ environment, events: [{ name: 'n' }, { name: '' }] });
    await expect(refused).rejects.toThrow(/Path: 1\.name/);
    expect(repository.events).toEqual([]);
  });
});
