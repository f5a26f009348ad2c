import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestApp, type Define } from '../support/app.ts';
import { describeSdks } from '../support/describe-sdks.ts';
import { startPlatform, type Platform } from '../support/platform.ts';
import { finishedRunOf } from '../support/runs.ts';

describeSdks('indexing', (sdk) => {
  let platform: Platform;
  let app: TestApp;

  /** Jobs that all listen to the event `order`; the value tells whether one is enabled. */
  const jobs =
    (ids: Record<string, boolean>, version = '1.0.0'): Define =>
    (client) => {
      for (const [id, enabled] of Object.entries(ids)) {
        const trigger = sdk.eventTrigger({ name: 'order' });
        client.defineJob({ id, name: id, version, enabled, trigger, run: async () => ({ id, version }) });
      }
    };

  const redefine = async (define: Define): Promise<Record<string, number>> => {
    await app.stop();
    await app.start(define);
    return app.register();
  };

  /** The outputs of all runs that one more event triggers. */
  const ranByOrder = async (): Promise<unknown[]> => {
    const { client } = app;
    const event = await client.sendEvent({ name: 'order', payload: {} });
    await finishedRunOf(client, event.id);
    await platform.settled();
    const { runs } = await client.getEvent(event.id);
    const finished = await Promise.all(runs.map(({ id }) => client.getRun(id)));
    return finished.map(({ output }) => output).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  };

  beforeEach(async () => {
    platform = await startPlatform();
    app = new TestApp({ sdk, platform, define: jobs({ stock: true, mail: true }) });
    await app.start();
  });
  afterEach(async () => {
    await platform.stop();
    await app.stop();
  });

  test('a job that is disabled stops receiving events, and receives them when it is enabled again', async () => {
    expect(await app.register()).toMatchObject({ jobs: 2, disabledJobs: 0 });
    expect(await ranByOrder()).toMatchObject([{ id: 'mail' }, { id: 'stock' }]);
    await redefine(jobs({ stock: true, mail: false }));
    expect(await ranByOrder()).toMatchObject([{ id: 'stock' }]);
    await redefine(jobs({ stock: true, mail: true }));
    expect(await ranByOrder()).toMatchObject([{ id: 'mail' }, { id: 'stock' }]);
  });

  test('a job that is gone from the app stops receiving events', async () => {
    await app.register();
    expect(await redefine(jobs({ stock: true }))).toMatchObject({ jobs: 1, disabledJobs: 1 });
    expect(await ranByOrder()).toMatchObject([{ id: 'stock' }]);
  });

  test('a new version takes over from the old one, also across 1.9 and 1.10', async () => {
    await redefine(jobs({ stock: true }, '1.9.0'));
    expect(await ranByOrder()).toEqual([{ id: 'stock', version: '1.9.0' }]);
    await redefine(jobs({ stock: true }, '1.10.0'));
    expect(await ranByOrder()).toEqual([{ id: 'stock', version: '1.10.0' }]);
  });

  test('a trigger that listens to another event no longer runs on the old one', async () => {
    await app.register();
    await redefine((client) => {
      jobs({ stock: true })(client, sdk);
      const trigger = sdk.eventTrigger({ name: 'other' });
      client.defineJob({ id: 'mail', name: 'mail', version: '1.0.0', trigger, run: async () => ({ id: 'mail' }) });
    });
    expect(await ranByOrder()).toMatchObject([{ id: 'stock' }]);
  });

  test('two apps in one environment leave each other alone', async () => {
    await app.register();
    const other = new TestApp({ sdk, platform, id: 'other-app', define: jobs({ billing: true }) });
    await other.start();
    try {
      expect(await other.register()).toMatchObject({ jobs: 1, disabledJobs: 0 });
      expect(await ranByOrder()).toMatchObject([{ id: 'billing' }, { id: 'mail' }, { id: 'stock' }]);
      expect(await app.register()).toMatchObject({ jobs: 2, disabledJobs: 0 });
      expect(await ranByOrder()).toMatchObject([{ id: 'billing' }, { id: 'mail' }, { id: 'stock' }]);
    } finally {
      await other.stop();
    }
  });

  test('an app that moves to another port gets its runs there', async () => {
    await app.register();
    const moved = new TestApp({ sdk, platform, define: jobs({ stock: true, mail: true }) });
    await app.stop();
    await moved.start();
    try {
      await moved.register();
      expect(await ranByOrder()).toMatchObject([{ id: 'mail' }, { id: 'stock' }]);
      expect(moved.executions()).toHaveLength(2);
      expect(app.executions()).toHaveLength(0);
    } finally {
      await moved.stop();
    }
  });

  test('an endpoint that cannot be used is refused in words', async () => {
    const register = async (json: unknown, slug: 'prod' | 'dev' = 'prod') => {
      const key = platform.environment(slug).apiKey;
      const response = await platform.request('/api/v1/endpoints', { method: 'POST', key, json });
      const body: unknown = await response.json();
      return { status: response.status, body };
    };
    expect(await register({ url: app.url, id: 'another-id' })).toEqual({
      status: 400,
      body: { error: 'Endpoint ID mismatch error. Expected app, got another-id' },
    });
    expect(await register({ url: app.url, id: 'app' }, 'dev')).toEqual({
      status: 400,
      body: { error: expect.stringContaining('client apiKey mismatch') },
    });
    expect(await register({ url: app.url.replace('/api/trigger', '/'), id: 'app' })).toMatchObject({ status: 400 });
    await app.stop();
    expect(await register({ url: app.url, id: 'app' })).toEqual({
      status: 400,
      body: { error: expect.stringMatching(/^Could not connect to endpoint/) },
    });
    expect(await register({ url: 'no url', id: 'app' })).toMatchObject({ status: 400 });
    expect(await register({ url: app.url })).toMatchObject({ status: 400 });
  });
});
