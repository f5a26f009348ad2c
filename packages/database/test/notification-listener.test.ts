import { createServer, Socket } from 'node:net';
import { inspect } from 'node:util';
import { createDatabase, NotificationListener, type NotificationListenerOptions } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { escapeIdentifier, Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { relay } from './support/relay.ts';
import { open, setup, sql } from './support/setup.ts';

interface Heard {
  readonly listener: NotificationListener;
  /** What the callbacks were called with, in order. */
  readonly events: string[];
  readonly errors: unknown[];
}

/** A listener that ends with the test and records its callbacks. */
function listen(
  database: NotificationListenerOptions['database'],
  options: Partial<NotificationListenerOptions> = {},
): Heard {
  const events: string[] = [];
  const errors: unknown[] = [];
  const listener = new NotificationListener({
    database,
    channels: ['news'],
    // The queries below know the connection by its last statement.
    pingIntervalMs: 600_000,
    onNotification: (payload, channel) => void events.push(`${channel}: ${payload}`),
    onConnected: () => void events.push('connected'),
    onDisconnected: () => void events.push('disconnected'),
    onError: (error) => {
      events.push('error');
      errors.push(error);
    },
    ...options,
  });
  onTestFinished(async () => listener.stop());
  listener.start();
  return { listener, events, errors };
}

const terminateListeners = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`;
const listeners = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

test('a notification arrives with its channel, once it is committed', async () => {
  const { database } = await setup();
  const { events } = listen(database, { channels: ['news', 'sports'] });
  await waitFor(() => events.includes('connected'));
  await database.transaction(async (tx) => {
    await sql(tx, "SELECT pg_notify('news', 'in doubt')");
    await sql(database, "SELECT pg_notify('sports', 'at once')");
    await waitFor(() => events.includes('sports: at once'));
    expect(events).toEqual(['connected', 'sports: at once']);
  });
  await sql(database, 'NOTIFY news');
  await waitFor(() => events.includes('news: '));
  expect(events).toEqual(['connected', 'sports: at once', 'news: in doubt', 'news: ']);
});

test('a connection that the server ends is reported and replaced', async () => {
  const { database } = await setup();
  const { events, errors } = listen(database);
  for (let round = 1; round <= 3; round += 1) {
    await waitFor(() => events.filter((event) => event === 'connected').length === round);
    await sql(database, terminateListeners);
    await waitFor(() => errors.length === round);
  }
  await waitFor(() => events.at(-1) === 'connected');
  await sql(database, "SELECT pg_notify('news', 'back')");
  await waitFor(() => events.at(-1) === 'news: back');
  const round = ['connected', 'disconnected', 'error'];
  expect(events).toEqual([...round, ...round, ...round, 'connected', 'news: back']);
  expect(errors[0]).toMatchObject({ name: 'DatabaseError', code: 'CONNECTION', sqlState: '57P01' });
});

test('a database that cannot be reached is asked again until it can', async () => {
  const { url } = await setup();
  const way = await relay(url);
  const unreachable = new URL(url);
  unreachable.port = '1';
  const { events, errors } = listen(open(unreachable.href));
  await waitFor(() => errors.length >= 2);
  expect(new Set(events)).toEqual(new Set(['error']));
  expect(errors[0]).toMatchObject({ code: 'CONNECTION', isRetryable: true });

  way.silence();
  const silent = listen(open(way.url, { connectionTimeoutMs: 50 }));
  await waitFor(() => silent.errors.length > 0);
  way.recover();
  await waitFor(() => silent.events.at(-1) === 'connected');
});

test('a peer that is gone without a word is noticed by a ping, and does not hold up stop()', async () => {
  const { url, database } = await setup();
  const way = await relay(url);
  const { events, errors } = listen(open(way.url), { pingIntervalMs: 20, answerTimeoutMs: 3000 });
  await waitFor(() => events.includes('connected'));
  way.silence();
  await waitFor(() => events.includes('error'));
  expect(events).toEqual(['connected', 'disconnected', 'error']);
  expect(errors[0]).toMatchObject({ code: 'TIMEOUT' });
  way.recover();
  await waitFor(() => events.at(-1) === 'connected');
  await sql(database, "SELECT pg_notify('news', 'again')");
  await waitFor(() => events.at(-1) === 'news: again');

  const idle = listen(open(way.url), { answerTimeoutMs: 50 });
  await waitFor(() => idle.events.includes('connected'));
  way.silence();
  await idle.listener.stop();
  expect(idle.events).toEqual(['connected', 'disconnected']);
});

test('stop() closes the connection and is repeatable; nothing is called afterwards', async () => {
  const { database } = await setup();
  const { listener, events } = listen(database);
  listener.start();
  await waitFor(() => events.includes('connected'));
  expect((await sql(database, listeners)).rowCount).toBe(1);
  await Promise.all([listener.stop(), listener.stop()]);
  await listener.stop();
  listener.start();
  await sql(database, "SELECT pg_notify('news', 'late')");
  await waitFor(async () => (await sql(database, listeners)).rowCount === 0);
  expect(events).toEqual(['connected', 'disconnected']);
});

test('a notification that comes after stop() is not passed on', async () => {
  const { database } = await setup();
  const heard: string[] = [];
  const { listener, events } = listen(database, {
    onNotification: (payload) => {
      heard.push(payload);
      void listener.stop();
    },
  });
  await waitFor(() => events.includes('connected'));
  await sql(database, "SELECT pg_notify('news', 'one'), pg_notify('news', 'two')");
  await waitFor(() => heard.length > 0);
  await listener.stop();
  expect(heard).toEqual(['one']);
});

test('stopped before LISTEN is answered, it does not say that it is connected', async () => {
  const { url } = await setup();
  const pool = new Pool({ connectionString: url, stream: () => new Socket() });
  onTestFinished(async () => pool.end());
  const { listener, events } = listen(createDatabase({ pool }));
  await listener.stop();
  expect(events).toEqual([]);
});

/** A server that asks for a password and keeps what it gets. */
async function passwordServer(): Promise<{ port: number; messages: string[] }> {
  const messages: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      // AuthenticationCleartextPassword
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      socket.once('data', (message) => {
        messages.push(message.toString('latin1'));
        socket.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, messages };
}

test('it knows the password of a pool that hides it', async () => {
  const { port, messages } = await passwordServer();
  const pool = new Pool({ host: '127.0.0.1', port, user: 'ada', database: 'shop', password: 'hush' });
  onTestFinished(async () => pool.end());
  const { errors } = listen(createDatabase({ pool }));
  await waitFor(() => messages.length > 0 && errors.length > 0);
  expect(messages[0]).toContain('hush');
  expect(inspect(errors, { depth: 10 })).not.toContain('hush');
});

test('stop() before start, and while it connects or waits to, ends at once', async () => {
  const { url } = await setup();
  const never = listen(open(url));
  const idle = new NotificationListener({
    database: open(url),
    channels: ['news'],
    onNotification: () => undefined,
    onError: () => undefined,
  });
  await Promise.all([idle.stop(), never.listener.stop()]);
  expect(never.events).toEqual([]);

  const way = await relay(url);
  way.silence();
  const connecting = listen(open(way.url, { connectionTimeoutMs: 300_000 }));
  await waitFor(() => way.connections === 1);
  await connecting.listener.stop();
  expect(connecting.events).toEqual([]);

  const unreachable = new URL(url);
  unreachable.port = '1';
  const waiting = listen(open(unreachable.href));
  await waitFor(() => waiting.errors.length >= 1);
  await waiting.listener.stop();
  expect(new Set(waiting.events)).toEqual(new Set(['error']));
});

test.each(['Großes "Ding"', 'a; DROP TABLE things; --', 'select', "it's"])(
  'a channel named %s is only a name',
  async (channel) => {
    const { database } = await setup();
    await sql(database, 'CREATE TABLE things (n int)');
    const { events } = listen(database, { channels: [channel] });
    await waitFor(() => events.includes('connected'));
    await sql(database, 'SELECT pg_notify($1, $2)', [channel, 'one']);
    await sql(database, `NOTIFY ${escapeIdentifier(channel)}, 'two'`);
    await waitFor(() => events.length === 3);
    expect(events).toEqual(['connected', `${channel}: one`, `${channel}: two`]);
    expect((await sql(database, 'SELECT FROM things')).rowCount).toBe(0);
  },
);

test.each([
  ['is empty', ['']],
  ['holds NUL', ['a\0b']],
  ['has more than 63 bytes', ['news', 'ä'.repeat(32)]],
  ['is missing', []],
])('a channel that %s is refused', (_what, channels) => {
  const database = createDatabase({ connectionString: 'postgres://localhost/none' });
  expect(
    () => new NotificationListener({ database, channels, onNotification: () => undefined, onError: () => undefined }),
  ).toThrow(expect.objectContaining({ name: 'DatabaseError', code: 'INVALID_CONFIG' }));
});

test('a callback that throws is reported, and the listener goes on', async () => {
  const { database } = await setup();
  const heard: string[] = [];
  const { errors, events } = listen(database, {
    onNotification: (payload) => {
      heard.push(payload);
      throw new Error(`cannot bear ${payload}`);
    },
  });
  await waitFor(() => events.includes('connected'));
  await sql(database, "SELECT pg_notify('news', 'one'), pg_notify('news', 'two')");
  await waitFor(() => heard.length === 2);
  expect(errors).toMatchObject([{ message: 'cannot bear one' }, { message: 'cannot bear two' }]);
  expect(events).toEqual(['connected', 'error', 'error']);
});

test('the connection has the settings of the pool, with its password, and is none of the pool', async () => {
  const { database } = await setup({ applicationName: 'shop', max: 1 });
  const { events } = listen(database);
  await waitFor(() => events.includes('connected'));
  expect(
    (await sql(database, `SELECT application_name FROM pg_stat_activity WHERE pid IN (${listeners})`)).rows,
  ).toEqual([['shop']]);
  expect(database.pool.totalCount).toBe(1);
});
