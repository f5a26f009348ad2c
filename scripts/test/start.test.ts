import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { waitFor } from '@kongflow/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Desk, isAlive, postgresOf, type Script } from './support/script.ts';

const TIMEOUT_MS = 90_000;
const slugs = ['dev', 'staging', 'prod'];

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const start = (environment: Record<string, string> = {}): Script => desk.run('start', { PORT: '0', ...environment });

async function ready(script: Script): Promise<string> {
  const [, url = ''] = await script.prints(/^KongFlow is ready at (http:\/\/\S+)$/m);
  return url;
}

function environmentFile(slug: string): Record<string, string | undefined> {
  return parseEnv(readFileSync(path.join(desk.folder, 'env', `${slug}.env`), 'utf8'));
}

async function whoami(url: string, key: string | undefined): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/api/v1/whoami`, { headers: { authorization: `Bearer ${key}` } });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

test(
  'npm start writes keys that work, keeps them to itself, drains on SIGTERM and starts again',
  { timeout: TIMEOUT_MS },
  async () => {
    const first = start();
    const url = await ready(first);
    const keys = new Map<string, string>();
    for (const slug of slugs) {
      const { TRIGGER_API_URL, TRIGGER_API_KEY = '', TRIGGER_PUBLIC_API_KEY = '' } = environmentFile(slug);
      expect(TRIGGER_API_URL).toBe(url);
      expect(statSync(path.join(desk.folder, 'env', `${slug}.env`)).mode & 0o777).toBe(0o600);
      expect(await whoami(url, TRIGGER_API_KEY)).toMatchObject({ status: 200, body: { slug } });
      for (const key of [TRIGGER_API_KEY, TRIGGER_PUBLIC_API_KEY]) {
        expect(key).toMatch(/^(tr|pk)_[a-z]+_[a-zA-Z0-9]+$/);
        expect(first.output).not.toContain(key);
      }
      keys.set(slug, TRIGGER_API_KEY);
    }
    expect(statSync(path.join(desk.folder, 'encryption.key')).mode & 0o777).toBe(0o600);

    const postgres = postgresOf(path.join(desk.folder, 'postgres'));
    expect(await first.signal('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(isAlive(postgres)).toBe(false);

    const second = start();
    const secondUrl = await ready(second);
    for (const slug of slugs) {
      expect(environmentFile(slug)).toMatchObject({ TRIGGER_API_KEY: keys.get(slug), TRIGGER_API_URL: secondUrl });
      expect(await whoami(secondUrl, keys.get(slug))).toMatchObject({ status: 200, body: { slug } });
    }
    expect(await second.signal('SIGINT')).toEqual({ code: 0, signal: null });
  },
);

test('killed, it takes its PostgreSQL with it and starts again', { timeout: TIMEOUT_MS }, async () => {
  const first = start();
  await ready(first);
  const postgres = postgresOf(path.join(desk.folder, 'postgres'));
  await first.signal('SIGKILL');
  await waitFor(() => !isAlive(postgres), { timeoutMs: 20_000, describe: `PostgreSQL ${postgres} to end` });
  const second = start();
  const url = await ready(second);
  expect(await whoami(url, environmentFile('dev')['TRIGGER_API_KEY'])).toMatchObject({ status: 200 });
});

test.each(['70000', '-1', '80a', '3030.5', ' '])('PORT=%j is refused with status 2', async (port) => {
  const script = start({ PORT: port });
  expect(await script.exited).toEqual({ code: 2, signal: null });
  expect(script.output).toMatch(/PORT must be a whole number from 0 to 65535/);
});

test('a port that is taken is told in words, and leaves no PostgreSQL behind', { timeout: TIMEOUT_MS }, async () => {
  const first = start();
  const { port } = new URL(await ready(first));
  const other = await Desk.open();
  try {
    const second = other.run('start', { PORT: port });
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output).toContain(port);
    expect(second.output).toMatch(/in use|EADDRINUSE/);
    expect(second.output).not.toContain('is ready at');
    expect(() => postgresOf(path.join(other.folder, 'postgres'))).toThrow(/ENOENT/);
  } finally {
    await other.close();
  }
});

test(
  'a second start on the same data directory is refused in words, and the first works on',
  { timeout: TIMEOUT_MS },
  async () => {
    const first = start();
    const url = await ready(first);
    const second = start();
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output).toMatch(/in use by another/);
    expect(second.output).toContain(desk.folder);
    expect(await whoami(url, environmentFile('dev')['TRIGGER_API_KEY'])).toMatchObject({ status: 200 });
    expect(await first.signal('SIGTERM')).toEqual({ code: 0, signal: null });
  },
);

test('an unreachable DATABASE_URL is told in words without its password', { timeout: TIMEOUT_MS }, async () => {
  const script = start({ DATABASE_URL: 'postgres://kong:topSecret@127.0.0.1:1/kong' });
  expect(await script.exited).toMatchObject({ code: 1 });
  expect(script.output).toMatch(/127\.0\.0\.1|connect/);
  expect(script.output).not.toContain('topSecret');
});
