import { expect, test } from 'vitest';
import { errorOf, post, setup } from './setup.ts';

test('the same id twice is the same event', async () => {
  const { send, dev } = await setup();
  const first = await send(
    '/api/v1/events',
    post({ event: { id: 'order-1', name: 'order.placed', payload: { n: 1 } } }),
    dev,
  );
  const second = await send(
    '/api/v1/events',
    post({ event: { id: 'order-1', name: 'order.placed', payload: { n: 2 } } }),
    dev,
  );
  expect(await second.json()).toEqual(await first.json());
});

test('an invalid event is 422 with its issues, as message and as error', async () => {
  const { send, dev } = await setup();
  const response = await send('/api/v1/events', post({ event: { payload: {} } }), dev);
  expect(response.status).toBe(422);
  const text = expect.stringContaining('Path: event.name');
  expect(await response.json()).toEqual({ error: text, message: text });
});

test('a NUL character is refused, not a fault', async () => {
  const { send, dev } = await setup();
  const response = await send('/api/v1/events', post({ event: { name: 'x', payload: { text: 'a\u0000b' } } }), dev);
  expect(response.status).toBe(422);
});

test('many events come back in their order', async () => {
  const { send, dev } = await setup();
  const events = ['a', 'b', 'c'].map((id) => ({ id, name: 'n', payload: { id } }));
  const response = await send('/api/v1/events/bulk', post({ events }), dev);
  expect(await response.json()).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
});

test('an event is read with its runs, by its own environment only', async () => {
  const { send, dev, prod } = await setup();
  await send('/api/v1/events', post({ event: { id: 'e1', name: 'n' } }), dev);
  for (const version of ['v1', 'v2']) {
    expect(await (await send(`/api/${version}/events/e1`, {}, dev)).json()).toMatchObject({
      id: 'e1',
      name: 'n',
      runs: [],
    });
    const foreign = await send(`/api/${version}/events/e1`, {}, prod);
    expect(foreign.status).toBe(404);
    expect(await foreign.json()).toEqual({ error: 'Event not found' });
  }
});

test('cancelling an event that is not there is 404', async () => {
  const { send, dev, prod } = await setup();
  await send('/api/v1/events', post({ event: { id: 'e1', name: 'n' } }), dev);
  const response = await send('/api/v1/events/e1/cancel', { method: 'POST' }, prod);
  expect(response.status).toBe(404);
  expect(await errorOf(response)).toContain('not found');
});
