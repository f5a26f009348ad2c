import { createTestDatabase } from '@kongflow/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Desk, type Script } from './support/script.ts';

describe('npm run demo -- secrets', { timeout: 90_000 }, () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  const succeeds = async (script: Script): Promise<void> => {
    expect({ exit: await script.exited, output: script.output }).toMatchObject({ exit: { code: 0, signal: null } });
  };

  test('stores a nested OAuth configuration, reads it typed, counts, lists, deletes, and shows what the table holds', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const script = desk.run('demo', { DATABASE_URL: url }, ['secrets']);
    await succeeds(script);
    expect(script.output).toMatch(/client_id github_123, scopes read:user and repo/);
    expect(script.output).toMatch(/typed all the way down +https:\/\/github.com\/login\/oauth\/access_token/);
    expect(script.output).toMatch(/getSecretCount\(\) +3$/m);
    expect(script.output).toMatch(/listSecretKeys.* \["oauth.github","oauth.gitlab"\]$/m);
    expect(script.output).toMatch(/value +kf1\.[\w-]{8}\.[\w-]+\./);
    expect(script.output).toMatch(/the wrong schema +INVALID_SECRET/);
    expect(script.output).toMatch(/another key's ciphertext +DAMAGED_SECRET/);
    expect(script.output).toMatch(/deleteSecret\('oauth.github'\) +true/);
    expect(script.output).toMatch(/from now on +undefined/);
    expect(script.output).toMatch(/the chain is whole, \d+ entries/);
    expect(script.output).not.toMatch(/secret_456|sk_demo_1/);
  });

  test('can be run again on the embedded database that it leaves behind', async () => {
    await succeeds(desk.run('demo', {}, ['secrets']));
    const again = desk.run('demo', {}, ['secrets']);
    await succeeds(again);
    expect(again.output).toMatch(/getSecretCount\(\) +3$/m);
  });

  test('a demo that there is not is refused with the names of those that there are', async () => {
    const script = desk.run('demo', {}, ['secret']);
    expect(await script.exited).toEqual({ code: 2, signal: null });
    expect(script.output).toContain('job|secrets');
  });
});
