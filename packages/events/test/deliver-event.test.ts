import { describe, expect, it } from 'vitest';
import { environment, setup } from './support/setup.ts';

async function setupEvent(event: object = {}) {
  const bundle = setup();
  const record = await bundle.events.ingestEvent({ environment, event: { name: 'user.created', ...event } });
  bundle.queue.jobs.length = 0;
  return { ...bundle, id: record.id };
}

describe('deliverEvent', () => {
  it('enqueues an invocation of every dispatcher that matches and marks the event', async () => {
    const { events, queue, repository, id } = await setupEvent({ payload: { plan: 'pro' } });
    const all = repository.addDispatcher();
    const pro = repository.addDispatcher({ payloadFilter: { plan: ['pro'] } });
    repository.addDispatcher({ payloadFilter: { plan: ['free'] } });

    expect(await events.deliverEvent(id)).toEqual({ status: 'DELIVERED', dispatcherIds: [all.id, pro.id] });
    expect(queue.jobs).toEqual(
      [all, pro].map((dispatcher) => ({
        task: 'events.invokeDispatcher',
        payload: { id: dispatcher.id, eventRecordId: id },
      })),
    );
    expect(repository.events[0]?.deliveredAt).toEqual(repository.now);
  });

  it.each([
    ['disabled', { enabled: false }],
    ['manual', { manual: true }],
    ['of another source', { source: 'shop' }],
    ['of another event', { event: ['user.deleted', 'USER.CREATED'] }],
  ])('passes dispatchers by that are %s, and leaves the event undelivered', async (_, dispatcher) => {
    const { events, queue, repository, id } = await setupEvent();
    repository.addDispatcher(dispatcher);
    expect(await events.deliverEvent(id)).toEqual({ status: 'NO_MATCH' });
    expect(queue.jobs).toEqual([]);
    expect(repository.events[0]?.deliveredAt).toBeNull();
  });

  it('leaves out a dispatcher with an invalid filter, and says so; the others get their event', async () => {
    const { events, logger, repository, id } = await setupEvent();
    const broken = repository.addDispatcher({ payloadFilter: { plan: 'not a list' } });
    const good = repository.addDispatcher();
    expect(await events.deliverEvent(id)).toEqual({ status: 'DELIVERED', dispatcherIds: [good.id] });
    expect(logger.entries).toMatchObject([{ level: 'error', fields: { dispatcherId: broken.id, eventRecordId: id } }]);
  });

  it('has no second effect', async () => {
    const { events, queue, repository, id } = await setupEvent();
    repository.addDispatcher();
    await events.deliverEvent(id);
    expect(await events.deliverEvent(id)).toEqual({ status: 'SKIPPED', reason: 'ALREADY_DELIVERED' });
    expect(queue.jobs).toHaveLength(1);
  });

  it('does not deliver a cancelled event', async () => {
    const { events, queue, repository, id } = await setupEvent({ id: 'e1' });
    repository.addDispatcher();
    await events.cancelEvent({ environment, eventId: 'e1' });
    expect(await events.deliverEvent(id)).toEqual({ status: 'SKIPPED', reason: 'CANCELLED' });
    expect(queue.jobs).toEqual([]);
  });

  it('has nothing to do for an event that was deleted', async () => {
    const { events } = setup();
    expect(await events.deliverEvent('gone')).toEqual({ status: 'SKIPPED', reason: 'NOT_FOUND' });
  });

  it('fails, to be repeated, when the queue does', async () => {
    const { events, queue, repository, id } = await setupEvent();
    repository.addDispatcher();
    queue.failure = new Error('no connection');
    await expect(events.deliverEvent(id)).rejects.toThrow('no connection');
  });
});
