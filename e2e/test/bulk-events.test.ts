import { describe, expect, test } from 'vitest';
import { finishedRunOf } from '../support/runs.ts';
import { sdks } from '../support/sdks.ts';
import { useApp } from '../support/use-app.ts';

// SDK 2.1 has no sendEvents.
const newest = sdks.filter(({ version }) => version !== '2.1.9');

describe.each(newest)('many events in one call with SDK $version', (sdk) => {
  const scene = useApp({
    sdk,
    define: (client) => {
      const trigger = sdk.eventTrigger({ name: 'bulk' });
      client.defineJob({ id: 'bulk', name: 'Bulk', version: '1.0.0', trigger, run: async (payload) => payload.n });
    },
  });

  test('each runs its job, and they are answered in the order they were sent', async () => {
    const { client } = scene.app;
    const ids = Array.from({ length: 50 }, (_, n) => `bulk-${n}`);
    const sent = await client.sendEvents(ids.map((id, n) => ({ id, name: 'bulk', payload: { n } })));
    expect(sent.map(({ id }) => id)).toEqual(ids);
    const runs = await Promise.all(sent.map(({ id }) => finishedRunOf(client, id)));
    expect(runs.map(({ output }) => output)).toEqual(ids.map((_, n) => n));
    await scene.platform.settled();
    expect(scene.app.executions()).toHaveLength(50);
  });

  test('one that is invalid refuses all', async () => {
    const { client } = scene.app;
    const events = [{ id: 'fine', name: 'bulk', payload: {} }, JSON.parse('{"id":"nameless","payload":{}}')];
    await expect(client.sendEvents(events)).rejects.toThrow(/name/);
    await expect(client.getEvent('fine')).rejects.toThrow('Event not found');
  });
});
