import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { waitFor } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desk, isAlive, postgresOf, type Script } from './support/script.ts';

const TIMEOUT_MS = 90_000;
const slugs = ['dev', 'staging', 'prod'];

async function ready(script: Script): Promise<string> {
  const [, url = ''] = await script.prints(/^KongFlow is ready at (http:\/\/\S+)$/m);
  return url;
}

async function whoami(url: string, key: string | undefined): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/api/v1/whoami`, { headers: { authorization: `Bearer ${key}` } });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

describe('npm start', { timeout: TIMEOUT_MS }, () => {
  let desk: Desk;
  let running: Script;
  let url: string;

  const file = (...parts: string[]): string => path.join(desk.folder, ...parts);
  const keysOf = (slug: string): Record<string, string | undefined> =>
    parseEnv(readFileSync(file('env', `${slug}.env`), 'utf8'));

  beforeAll(async () => {
    desk = await Desk.open();
    running = desk.run('start', { PORT: '0' });
    url = await ready(running);
  }, TIMEOUT_MS);
  afterAll(() => desk.close(), TIMEOUT_MS);

  test.each(slugs)('writes keys of %s that work, for its owner only, and prints none', async (slug) => {
    const { TRIGGER_API_URL, TRIGGER_API_KEY = '', TRIGGER_PUBLIC_API_KEY = '' } = keysOf(slug);
    expect(TRIGGER_API_URL).toBe(url);
    expect(TRIGGER_API_KEY).toMatch(/^tr_[a-z]+_[a-zA-Z0-9]+$/);
    expect(TRIGGER_PUBLIC_API_KEY).toMatch(/^pk_[a-z]+_[a-zA-Z0-9]+$/);
    expect(await whoami(url, TRIGGER_API_KEY)).toMatchObject({ status: 200, body: { slug } });
    expect(running.output).not.toContain(TRIGGER_API_KEY);
    expect(running.output).not.toContain(TRIGGER_PUBLIC_API_KEY);
    expect(statSync(file('env', `${slug}.env`)).mode & 0o777).toBe(0o600);
  });

  test('keeps its encryption key to its owner', () => {
    expect(statSync(file('encryption.key')).mode & 0o777).toBe(0o600);
    expect(running.output).not.toContain(readFileSync(file('encryption.key'), 'utf8').trim());
  });

  test('is refused in words on a data directory that is in use, and the first works on', async () => {
    const second = desk.run('start', { PORT: '0' });
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output).toContain(`${file('postgres')} is in use by`);
    expect(await whoami(url, keysOf('dev')['TRIGGER_API_KEY'])).toMatchObject({ status: 200 });
  });

  test('is refused in words on a port that is taken, and leaves no PostgreSQL behind', async () => {
    const other = await Desk.open();
    try {
      const { port } = new URL(url);
      const second = other.run('start', { PORT: port });
      expect(await second.exited).toMatchObject({ code: 1 });
      expect(second.output).toMatch(/could not start: .*EADDRINUSE/);
      expect(second.output).toContain(port);
      expect(() => postgresOf(path.join(other.folder, 'postgres'))).toThrow(/ENOENT/);
    } finally {
      await other.close();
    }
  });

  test('drains on SIGTERM, and has the same keys when it starts again', async () => {
    const keys = slugs.map((slug) => keysOf(slug)['TRIGGER_API_KEY']);
    const postgres = postgresOf(file('postgres'));
    expect(await running.signal('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(isAlive(postgres)).toBe(false);

    running = desk.run('start', { PORT: '0' });
    url = await ready(running);
    expect(slugs.map((slug) => keysOf(slug)['TRIGGER_API_KEY'])).toEqual(keys);
    expect(await whoami(url, keys[0])).toMatchObject({ status: 200, body: { slug: 'dev' } });
  });

  test('takes its PostgreSQL with it when it is killed', async () => {
    const postgres = postgresOf(file('postgres'));
    await running.signal('SIGKILL');
    await waitFor(() => !isAlive(postgres), { timeoutMs: 20_000, describe: `PostgreSQL ${postgres} to end` });
  });
});

describe('npm start with a wrong setting', { timeout: TIMEOUT_MS }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterAll(() => desk.close());

  test('ends with status 2 and says what is wrong', async () => {
    const script = desk.run('start', { PORT: '70000', LOG_LEVEL: 'loud' });
    expect(await script.exited).toEqual({ code: 2, signal: null });
    expect(script.output).toMatch(/^PORT must be a whole number from 0 to 65535\.$/m);
    expect(script.output).toMatch(/^LOG_LEVEL must be one of /m);
  });

  test('tells an unreachable DATABASE_URL in words, without its password', async () => {
    const script = desk.run('start', { PORT: '0', DATABASE_URL: 'postgres://kong:topSecret@127.0.0.1:1/kong' });
    expect(await script.exited).toMatchObject({ code: 1 });
    expect(script.output).toMatch(/could not start: .*(127\.0\.0\.1|connect)/);
    expect(script.output).not.toContain('topSecret');
  });
});
