import { describe, expect, it } from 'vitest';
import { toApiEventLog } from '../src/index.ts';
import { environment, setup } from './support/setup.ts';

describe('cancelEvent', () => {
  it('marks the event and takes its delivery from the queue', async () => {
    const { events, queue, repository } = setup();
    const { id } = await events.ingestEvent({
      environment,
      event: { id: 'e1', name: 'n' },
      options: { deliverAfter: 60 },
    });
    const cancelled = await events.cancelEvent({ environment, eventId: 'e1' });
    expect(cancelled.cancelledAt).toEqual(repository.now);
    expect(queue.dequeued).toEqual([`event:${id}`]);
  });

  it('changes nothing the second time', async () => {
    const { events, queue } = setup();
    await events.ingestEvent({ environment, event: { id: 'e1', name: 'n' } });
    const first = await events.cancelEvent({ environment, eventId: 'e1' });
    expect(await events.cancelEvent({ environment, eventId: 'e1' })).toEqual(first);
    expect(queue.dequeued).toHaveLength(1);
  });

  it('says so when there is no such event', async () => {
    const { events } = setup();
    await expect(events.cancelEvent({ environment, eventId: 'e1' })).rejects.toMatchObject({ code: 'EVENT_NOT_FOUND' });
  });
});

describe('toApiEventLog', () => {
  it('shows the sender id and nothing of ours', async () => {
    const { events } = setup();
    const record = await events.ingestEvent({ environment, event: { id: 'e1', name: 'n', payload: { a: 1 } } });
    expect(toApiEventLog(record)).toEqual({
      id: 'e1',
      name: 'n',
      payload: { a: 1 },
      context: {},
      timestamp: record.timestamp,
      deliverAt: record.deliverAt,
      deliveredAt: null,
      cancelledAt: null,
    });
    expect(events.toApiEventLog(record)).toEqual(toApiEventLog(record));
  });
});
