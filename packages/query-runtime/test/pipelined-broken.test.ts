import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { relay } from '../../database/test/support/relay.ts';
import { PipelineError } from '../src/index.ts';
import { obstacle, open, outcomes, sessions, setup, terminate, valueOf } from './support/pipelined.ts';

const run = promisify(execFile);
const lost = expect.objectContaining({
  name: 'PipelineError',
  code: 'CONNECTION_LOST',
  message: expect.stringContaining('unknown'),
  cause: expect.any(Error),
});

describe('a connection that breaks', () => {
  it('ended by the server: the statement it ran has its word, those behind do not know, later ones work', async () => {
    const onIdleError = vi.fn<(error: unknown) => void>();
    const context = await setup({ connections: 1, onIdleError });
    const { pipelined } = context;
    const { text, waiting } = await obstacle(context);
    const under = [valueOf(pipelined, text), valueOf(pipelined, 'SELECT 1'), valueOf(pipelined, 'SELECT 2', [], 'Two')];
    await waiting();
    const ended = outcomes(under);
    await terminate(context);
    expect(await ended).toEqual([expect.objectContaining({ code: '57P01' }), lost, lost]);
    expect(await valueOf(pipelined, 'SELECT 2', [], 'Two')).toBe(2);
    expect(onIdleError).not.toHaveBeenCalled();
  });

  it('cut: what is under way does not know, later statements take another connection', async () => {
    const context = await setup();
    const way = await relay(context.url);
    const pipelined = open(() => new Client({ connectionString: way.url, pipeline: true }), { connections: 1 });
    const { text, waiting, release } = await obstacle(context);
    const under = outcomes([valueOf(pipelined, text), valueOf(pipelined, 'SELECT 1')]);
    await waiting();
    way.cut();
    expect(await under).toEqual([lost, lost]);
    await release();
    expect(await valueOf(pipelined, 'SELECT 3')).toBe(3);
    expect(way.connections).toBe(2);
  });

  it('silent: found out by query_timeout, and replaced', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    const pipelined = open(() => new Client({ connectionString: way.url, pipeline: true, query_timeout: 500 }), {
      connections: 1,
    });
    expect(await valueOf(pipelined, 'SELECT 1')).toBe(1);
    way.silence();
    const timeout = expect.objectContaining({ message: 'Query read timeout' });
    const [first, second] = await outcomes([valueOf(pipelined, 'SELECT 2'), valueOf(pipelined, 'SELECT 3')]);
    expect(first).toEqual(timeout);
    expect([lost, timeout]).toContainEqual(second);
    way.recover();
    expect(await valueOf(pipelined, 'SELECT 4')).toBe(4);
  });

  it('given up for its silence, it takes no more statements, not even those that come at once', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    const pipelined = open(() => new Client({ connectionString: way.url, pipeline: true, query_timeout: 500 }), {
      connections: 1,
    });
    await valueOf(pipelined, 'SELECT 1');
    way.silence();
    const next = valueOf(pipelined, 'SELECT 2').catch(async () => {
      way.recover();
      return valueOf(pipelined, 'SELECT 3');
    });
    expect(await next).toBe(3);
  });

  it('unused: reported, and replaced by the next statement', async () => {
    const onIdleError = vi.fn<(error: unknown) => void>();
    const context = await setup({ onIdleError });
    await valueOf(context.pipelined, 'SELECT 1');
    await terminate(context);
    await waitFor(() => onIdleError.mock.calls.length > 0, { describe: 'the broken connection to be noticed' });
    expect(onIdleError.mock.calls).toEqual([[expect.objectContaining({ code: '57P01' })]]);
    expect(await valueOf(context.pipelined, 'SELECT 2')).toBe(2);
  });

  it('a statement that the server cancels fails alone, and the connection stays', async () => {
    const context = await setup({ connections: 1 }, { statement_timeout: 300 });
    const { text, release } = await obstacle(context);
    const pid = await valueOf(context.pipelined, 'SELECT pg_backend_pid()');
    const results = await outcomes([
      valueOf(context.pipelined, text),
      valueOf(context.pipelined, 'SELECT pg_backend_pid()'),
    ]);
    expect(results).toEqual([expect.objectContaining({ code: '57014' }), pid]);
    await release();
  });
});

describe('a connection that cannot be made', () => {
  it('is an error of those who wait for it; the next statement tries again', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const nowhere = new URL(url);
    nowhere.port = '1';
    let connectionString = nowhere.href;
    const pipelined = open(() => new Client({ connectionString, pipeline: true }), { connections: 1 });
    const refused = expect.objectContaining({ code: 'ECONNREFUSED' });
    expect(await outcomes([valueOf(pipelined, 'SELECT 1'), valueOf(pipelined, 'SELECT 2')])).toEqual([
      refused,
      refused,
    ]);
    connectionString = url;
    expect(await valueOf(pipelined, 'SELECT 3')).toBe(3);
  });

  it('is not tried for a statement whose values cannot be written', async () => {
    const create = vi.fn<() => Client>(() => new Client({ port: 1, pipeline: true }));
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    await expect(valueOf(open(create), 'SELECT $1::jsonb', [circular])).rejects.toThrow(TypeError);
    expect(create).not.toHaveBeenCalled();
  });

  it('a silent server is given up after the time to connect', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    way.silence();
    const pipelined = open(
      () => new Client({ connectionString: way.url, pipeline: true, connectionTimeoutMillis: 300 }),
    );
    await expect(valueOf(pipelined, 'SELECT 1')).rejects.toThrow('timeout expired');
    way.recover();
    expect(await valueOf(pipelined, 'SELECT 1')).toBe(1);
  });

  it('a preparation that fails closes the connection', async () => {
    let fail = true;
    const context = await setup({
      onConnect: async (client) => {
        await client.query('SELECT 1');
        if (fail) throw new Error('not this one');
      },
    });
    await expect(valueOf(context.pipelined, 'SELECT 1')).rejects.toThrow('not this one');
    await waitFor(async () => (await sessions(context)) === 0, { describe: 'the session to end' });
    fail = false;
    expect(await valueOf(context.pipelined, 'SELECT 1')).toBe(1);
  });

  it('one that is lost while it is prepared is not used', async () => {
    let times = 0;
    const context = await setup({
      onConnect: async (client) => {
        times += 1;
        if (times > 1) return;
        const gone = new Promise<void>((resolve) => client.once('end', resolve));
        await terminate(context);
        await gone;
      },
    });
    await expect(valueOf(context.pipelined, 'SELECT 1')).rejects.toMatchObject({ code: '57P01' });
    expect(await valueOf(context.pipelined, 'SELECT 1')).toBe(1);
  });

  it('a client that cannot be created, or does not pipeline, is said to be so', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const clients = [
      (): Client => {
        throw new Error('no client today');
      },
      (): Client => new Client({ connectionString: url }),
      (): Client => new Client({ connectionString: url, pipeline: true }),
    ];
    const pipelined = open(() => (clients.shift() ?? clients[0])!());
    await expect(valueOf(pipelined, 'SELECT 1')).rejects.toThrow('no client today');
    await expect(valueOf(pipelined, 'SELECT 1')).rejects.toMatchObject({ code: 'INVALID_CLIENT' });
    expect(await valueOf(pipelined, 'SELECT 1')).toBe(1);
  });
});

describe('the end', () => {
  it('waits for what is under way and refuses the rest; repeated calls share it', async () => {
    const context = await setup({ connections: 1 });
    const { pipelined } = context;
    const { text, waiting, release } = await obstacle(context);
    const under = [valueOf(pipelined, text), valueOf(pipelined, 'SELECT 1')];
    await waiting();
    let over = false;
    const end = pipelined.end().then(() => (over = true));
    const late = await valueOf(pipelined, 'SELECT 2').catch((error: unknown) => error);
    expect(late).toBeInstanceOf(PipelineError);
    expect(late).toMatchObject({ code: 'ENDED' });
    expect(over).toBe(false);
    await release();
    expect((await Promise.all(under))[1]).toBe(1);
    await end;
    await pipelined.end();
    await waitFor(async () => (await sessions(context)) === 0, { describe: 'the session to end' });
  });

  it('waits for a statement whose connection is only being made', async () => {
    const { pipelined } = await setup();
    const first = valueOf(pipelined, 'SELECT 1');
    await pipelined.end();
    expect(await first).toBe(1);
  });

  it('of one that was never used is at once', async () => {
    const { pipelined } = await setup();
    await pipelined.end();
    await expect(valueOf(pipelined, 'SELECT 1')).rejects.toMatchObject({ code: 'ENDED' });
  });
});

describe('unused connections', () => {
  it('are closed after a while, and made again', async () => {
    const context = await setup({ idleTimeoutMs: 20 });
    const { pipelined } = context;
    await Promise.all([valueOf(pipelined, 'SELECT 1'), valueOf(pipelined, 'SELECT 1')]);
    await waitFor(async () => (await sessions(context)) === 0, { describe: 'the sessions to end' });
    expect(await valueOf(pipelined, 'SELECT 2')).toBe(2);
  });

  it('are not closed under a statement', async () => {
    const context = await setup({ connections: 1, idleTimeoutMs: 20 });
    const { pipelined } = context;
    const { text, release } = await obstacle(context);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const pid = await valueOf(pipelined, 'SELECT pg_backend_pid()');
    const under = [valueOf(pipelined, text), valueOf(pipelined, 'SELECT pg_backend_pid()')];
    vi.advanceTimersByTime(1000);
    const behind = valueOf(pipelined, 'SELECT pg_backend_pid()');
    await release();
    expect((await Promise.all([...under, behind])).slice(1)).toEqual([pid, pid]);
  });

  it('are kept for a month if that is asked for, which is longer than timers run', async () => {
    const month = 30 * 24 * 3600 * 1000;
    const { pipelined } = await setup({ connections: 1, idleTimeoutMs: month });
    const timer = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timer.mockRestore());
    await valueOf(pipelined, 'SELECT 1');
    const delays = timer.mock.calls.map(([, delay = 0]) => delay);
    expect(Math.max(...delays)).toBe(2 ** 31 - 1);
  });

  it('let the process end if they are told to', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const program = `
      import { Client } from 'pg';
      import { PipelinedConnections } from '@kongflow/query-runtime';
      const create = () => new Client({ connectionString: process.env.DATABASE_URL, pipeline: true });
      const pipelined = new PipelinedConnections(create, { idleTimeoutMs: 600_000, allowExitOnIdle: true });
      const one = { text: 'SELECT 1', values: [], rowMode: 'array' };
      for (let time = 0; time < 3; time += 1) await Promise.all([pipelined.query(one), pipelined.query(one)]);
      console.log('done');`;
    const { stdout } = await run(
      process.execPath,
      ['--conditions=@kongflow/source', '--input-type=module', '--eval', program],
      { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { ...process.env, DATABASE_URL: url } },
    );
    expect(stdout.trim()).toBe('done');
  });
});
