import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startApp, type TestApp } from '../support/app.ts';
import { describeSdks } from '../support/describe-sdks.ts';
import { startPlatform, type EnvironmentSlug, type Platform } from '../support/platform.ts';
import { finishedRunOf } from '../support/runs.ts';

describeSdks('environments do not see each other', (sdk) => {
  let platform: Platform;
  const apps = new Map<EnvironmentSlug, TestApp>();
  const ran: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    for (const environment of ['prod', 'staging'] as const) {
      const app = await startApp({
        sdk,
        platform,
        environment,
        define: (client) => {
          client.defineJob({
            id: 'same-job',
            name: 'The same job in both',
            version: '1.0.0',
            trigger: sdk.eventTrigger({ name: 'same-event' }),
            run: async (_payload, io) => {
              await io.runTask('task', async () => 1, { name: 'Task' });
              ran.push(environment);
              return environment;
            },
          });
        },
      });
      apps.set(environment, app);
    }
  });
  afterAll(async () => {
    await platform.stop();
    for (const app of apps.values()) await app.stop();
  });

  const clientOf = (slug: EnvironmentSlug) => {
    const client = apps.get(slug)?.client;
    if (client === undefined) throw new Error(`no app in ${slug}`);
    return client;
  };

  const finishedIn = async (slug: EnvironmentSlug) => {
    const client = clientOf(slug);
    const event = await client.sendEvent({ name: 'same-event', payload: {} });
    return { event, run: await finishedRunOf(client, event.id) };
  };

  test('an event runs the jobs of its own environment only', async () => {
    ran.length = 0;
    const { run } = await finishedIn('prod');
    await platform.settled();
    expect(run.output).toBe('prod');
    expect(ran).toEqual(['prod']);
    expect((await clientOf('staging').getRuns('same-job')).runs.map(({ id }) => id)).not.toContain(run.id);
  });

  test('the same event id is another event in another environment', async () => {
    ran.length = 0;
    const id = randomUUID();
    await clientOf('prod').sendEvent({ id, name: 'same-event', payload: {} });
    await clientOf('staging').sendEvent({ id, name: 'same-event', payload: {} });
    expect((await finishedRunOf(clientOf('prod'), id)).output).toBe('prod');
    expect((await finishedRunOf(clientOf('staging'), id)).output).toBe('staging');
  });

  test("another environment's run and event are not found", async () => {
    const { event, run } = await finishedIn('prod');
    const stranger = clientOf('staging');
    await expect(stranger.getRun(run.id)).rejects.toThrow('Run not found');
    await expect(stranger.getEvent(event.id)).rejects.toThrow('Event not found');
    await expect(stranger.cancelEvent(event.id)).rejects.toThrow('Event not found');
  });

  test("another environment's tasks cannot be read, made, completed or failed", async () => {
    const { run } = await finishedIn('prod');
    const key = platform.environment('staging').apiKey;
    const [stored] = await platform.query('SELECT id, idempotency_key FROM tasks WHERE run_id = $1', [run.id]);
    const [taskId, idempotencyKey] = z.tuple([z.string(), z.string()]).parse(stored);
    const post = async (path: string, json: unknown) => {
      const headers = { 'idempotency-key': idempotencyKey };
      const response = await platform.request(path, { method: 'POST', key, json, headers });
      const body: unknown = await response.json();
      return { status: response.status, body };
    };
    const tasks = `/api/v1/runs/${run.id}/tasks`;
    const made = await post(tasks, { idempotencyKey, name: 'Task' });
    expect(made.status).toBeGreaterThanOrEqual(400);
    expect(made).toEqual({ status: expect.toBeOneOf([400, 404]), body: { error: 'Run not found' } });
    const notFound = { status: 404, body: { error: 'Task not found', message: 'Task not found' } };
    expect(await post(`${tasks}/${taskId}/complete`, { output: 'mine' })).toMatchObject({ status: notFound.status });
    expect(await post(`${tasks}/${taskId}/fail`, { error: { message: 'mine' } })).toMatchObject({ status: 404 });
    const after = await platform.query('SELECT status, output FROM tasks WHERE run_id = $1', [run.id]);
    expect(after).toEqual([['COMPLETED', 1]]);
  });

  test("another environment's index is not found", async () => {
    const [row] = await platform.query(
      'SELECT i.id FROM endpoint_indexes i JOIN endpoints e ON e.id = i.endpoint_id WHERE e.environment_id = $1',
      [platform.environment('prod').id],
    );
    const path = `/api/v1/endpointindex/${String(row?.[0])}`;
    const own = await platform.request(path, { key: platform.environment('prod').apiKey });
    expect(own.status).toBe(200);
    const foreign = await platform.request(path, { key: platform.environment('staging').apiKey });
    expect({ status: foreign.status, body: await foreign.json() }).toEqual({
      status: 404,
      body: { error: 'EndpointIndex not found' },
    });
  });

  test('a public key reads runs and events of its environment, without details, and nothing else', async () => {
    const { event, run } = await finishedIn('prod');
    const key = platform.environment('prod').pkApiKey;
    const get = (path: string) => platform.request(path, { key });
    const read = await get(`/api/v2/runs/${run.id}?taskdetails=true`);
    expect(read.status).toBe(200);
    const body = z.object({ tasks: z.array(z.object({ name: z.string() }).passthrough()) }).parse(await read.json());
    expect(body.tasks).toHaveLength(1);
    expect(body.tasks[0]).not.toHaveProperty('output');
    expect(body.tasks[0]).not.toHaveProperty('params');
    expect((await get(`/api/v2/events/${event.id}`)).status).toBe(200);
    expect((await get('/api/v1/jobs/same-job/runs')).status).toBe(401);
    expect((await get('/api/v1/whoami')).status).toBe(401);
    const sent = await platform.request('/api/v1/events', {
      method: 'POST',
      key,
      json: { event: { name: 'same-event' } },
    });
    expect({ status: sent.status, body: await sent.json() }).toEqual({
      status: 401,
      body: { error: 'Invalid or Missing API key' },
    });
    const foreign = platform.environment('staging').pkApiKey;
    expect((await platform.request(`/api/v2/runs/${run.id}`, { key: foreign })).status).toBe(404);
  });
});
