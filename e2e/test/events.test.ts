import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeSdks } from '../support/describe-sdks.ts';
import { finished, finishedRunOf, runsOf } from '../support/runs.ts';
import { useApp } from '../support/use-app.ts';

describeSdks('events', (sdk) => {
  const scene = useApp({
    sdk,
    define: (client) => {
      const job = (id: string, trigger: ReturnType<typeof sdk.eventTrigger>) =>
        client.defineJob({ id, name: id, version: '1.0.0', trigger, run: async (payload) => ({ id, payload }) });
      job('all-orders', sdk.eventTrigger({ name: 'order' }));
      job('pro-orders', sdk.eventTrigger({ name: 'order', filter: { customer: { plan: ['pro', 'team'] } } }));
      job('big-orders', sdk.eventTrigger({ name: 'order', filter: { amount: [{ $gte: 100 }] } }));
      job('plain', sdk.eventTrigger({ name: 'plain' }));
      client.defineJob({
        id: 'strict',
        name: 'Strict',
        version: '1.0.0',
        trigger: sdk.eventTrigger({
          name: 'strict',
          schema: z.object({ count: z.number(), tags: z.array(z.string()) }),
        }),
        run: async (payload) => payload.count,
      });
      client.defineJob({
        id: 'context',
        name: 'Context',
        version: '1.2.3',
        trigger: sdk.eventTrigger({ name: 'context' }),
        run: async (_payload, _io, ctx) => ({
          job: ctx.job,
          environment: ctx.environment.slug,
          account: ctx.account?.id ?? null,
          event: { id: ctx.event.id, name: ctx.event.name, context: ctx.event.context },
        }),
      });
      client.defineJob({
        id: 'sender',
        name: 'Sender',
        version: '1.0.0',
        trigger: sdk.eventTrigger({ name: 'sender' }),
        run: async (_payload, io) => {
          const sent = await io.sendEvent('send', { name: 'plain', payload: { by: 'sender' } });
          return sent.id;
        },
      });
    },
  });

  const jobsRunBy = async (eventId: string): Promise<string[]> => {
    const { runs } = await scene.app.client.getEvent(eventId);
    const outputs = await Promise.all(runs.map(({ id }) => finished(scene.app.client, id)));
    return outputs.map(({ output }) => z.object({ id: z.string() }).parse(output).id).toSorted();
  };

  test('filters decide which jobs an event runs', async () => {
    const { client } = scene.app;
    const send = async (payload: { customer: { plan: string }; amount: number }) =>
      (await client.sendEvent({ name: 'order', payload })).id;
    const pro = await send({ customer: { plan: 'pro' }, amount: 5 });
    const big = await send({ customer: { plan: 'free' }, amount: 100 });
    const both = await send({ customer: { plan: 'team' }, amount: 5000 });
    const neither = await send({ customer: { plan: 'free' }, amount: 99.5 });
    await Promise.all([runsOf(client, pro), runsOf(client, big), runsOf(client, both), runsOf(client, neither)]);
    await scene.platform.settled();
    expect(await jobsRunBy(pro)).toEqual(['all-orders', 'pro-orders']);
    expect(await jobsRunBy(big)).toEqual(['all-orders', 'big-orders']);
    expect(await jobsRunBy(both)).toEqual(['all-orders', 'big-orders', 'pro-orders']);
    expect(await jobsRunBy(neither)).toEqual(['all-orders']);
  });

  test('an event that nobody listens to is stored and runs nothing', async () => {
    const { client } = scene.app;
    const { id } = await client.sendEvent({ name: 'nobody-listens', payload: {} });
    await scene.platform.settled();
    expect(await client.getEvent(id)).toMatchObject({ id, name: 'nobody-listens', runs: [] });
  });

  test('the same event id twice is one event and one run', async () => {
    const { client } = scene.app;
    const event = { id: 'once-and-only', name: 'plain', payload: { n: 1 } };
    const answers = await Promise.all([client.sendEvent(event), client.sendEvent(event), client.sendEvent(event)]);
    expect(answers.map(({ id }) => id)).toEqual(['once-and-only', 'once-and-only', 'once-and-only']);
    const run = await finishedRunOf(client, event.id);
    const late = await client.sendEvent({ ...event, payload: { n: 2 } });
    expect(late.payload).toEqual({ n: 1 });
    await scene.platform.settled();
    expect((await client.getEvent(event.id)).runs).toHaveLength(1);
    expect(scene.app.executions(run.id)).toHaveLength(1);
  });

  test('an event with deliverAfter is delivered then and not before', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'plain', payload: { later: true } }, { deliverAfter: 1 });
    expect(event.deliveredAt ?? null).toBeNull();
    const deliverAt = z.date().parse(event.deliverAt);
    expect(deliverAt.getTime() - event.timestamp.getTime()).toBeGreaterThanOrEqual(900);
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('SUCCESS');
    expect(scene.app.executions(run.id)[0]?.receivedAt).toBeGreaterThanOrEqual(deliverAt.getTime());
  });

  test('a cancelled event is not delivered', async () => {
    const { client } = scene.app;
    const cancelled = await client.sendEvent({ name: 'plain', payload: {} }, { deliverAfter: 1 });
    const later = await client.sendEvent({ name: 'plain', payload: {} }, { deliverAfter: 1 });
    expect((await client.cancelEvent(cancelled.id)).cancelledAt).toBeInstanceOf(Date);
    // The one that was to come after it has come: it would have been there.
    await finishedRunOf(client, later.id);
    await scene.platform.settled();
    expect((await client.getEvent(cancelled.id)).runs).toEqual([]);
  });

  test("a payload that the job's schema refuses is an INVALID_PAYLOAD with the issues", async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'strict', payload: { count: 'many', tags: ['a', 2] } });
    const run = await finishedRunOf(client, event.id);
    expect(run.status).toBe('INVALID_PAYLOAD');
    expect(run.output).toMatchObject([
      { path: ['count'], message: expect.stringContaining('number') },
      { path: ['tags', '1'], message: expect.stringContaining('string') },
    ]);
    expect(scene.app.executions(run.id)).toHaveLength(1);
  });

  test('the job is told its event, its environment and the account', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent(
      { name: 'context', payload: {}, context: { source: 'shop' } },
      { accountId: 'customer-7' },
    );
    const run = await finishedRunOf(client, event.id);
    expect(run.output).toEqual({
      job: { id: 'context', version: '1.2.3' },
      environment: 'prod',
      account: 'customer-7',
      event: { id: event.id, name: 'context', context: { source: 'shop' } },
    });
  });

  test('a job sends an event that runs another job', async () => {
    const { client } = scene.app;
    const event = await client.sendEvent({ name: 'sender', payload: {} });
    const sender = await finishedRunOf(client, event.id);
    expect(sender.status).toBe('SUCCESS');
    const followed = await finishedRunOf(client, z.string().parse(sender.output));
    expect(followed.output).toEqual({ id: 'plain', payload: { by: 'sender' } });
  });

  test('payloads of every shape arrive as they were sent', async () => {
    const { client } = scene.app;
    const shapes = { text: 'äöü 日本 🚀 "\\', nothing: null, deep: [{ a: [1.5, -0.25, true] }], empty: {}, list: [] };
    const event = await client.sendEvent({ name: 'plain', payload: shapes });
    const run = await finishedRunOf(client, event.id);
    expect(run.output).toEqual({ id: 'plain', payload: shapes });
  });
});
