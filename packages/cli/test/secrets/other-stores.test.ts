import { createDatabase } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ParameterStoreServer } from '../../../secret-store/test/support/parameter-store-server.ts';
import { VaultServer } from '../../../secret-store/test/support/vault-server.ts';
import { type Outcome, runMain } from '../support/setup.ts';

let databaseUrl = '';
let aws: ParameterStoreServer;
let vault: VaultServer;
beforeAll(async () => {
  databaseUrl = (await createTestDatabase()).url;
  aws = await ParameterStoreServer.start();
  vault = await VaultServer.start();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
  await vault[Symbol.asyncDispose]();
});
beforeEach(() => {
  // The SDK reads the environment of the process by itself.
  vi.stubEnv('AWS_REGION', aws.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', aws.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', aws.credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', aws.url);
});

let place = 0;
/** Variables of a place of the test's own in each of the stores. */
const stores: Record<string, () => Record<string, string>> = {
  'aws-parameter-store': () => {
    place += 1;
    return { SECRET_STORE: 'AWS_PARAM_STORE', KONGFLOW_PARAMETER_STORE_PATH: `/test/${place}` };
  },
  vault: () => {
    place += 1;
    return {
      SECRET_STORE: 'VAULT',
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.tokens.create({ ttl: 0, renewable: false }),
      KONGFLOW_VAULT_PATH: `test/${place}`,
    };
  },
  'vault by AppRole': () => {
    place += 1;
    const { roleId, secretId } = vault.tokens.createRole({ ttl: 3600 });
    return {
      SECRET_STORE: 'VAULT',
      VAULT_ADDR: vault.url,
      VAULT_ROLE_ID: roleId,
      VAULT_SECRET_ID: secretId,
      KONGFLOW_VAULT_PATH: `test/${place}`,
    };
  },
};

describe.each(Object.keys(stores))('%s', (name) => {
  let env: Record<string, string>;
  beforeEach(() => {
    env = stores[name]?.() ?? {};
  });
  const run = async (args: readonly string[], input?: string): Promise<Outcome> =>
    runMain(['secrets', ...args], { env, input });

  test('keeps secrets, without a database', async () => {
    expect(await run(['set', 'a', '--json'], '{"b": "hunter2"}')).toMatchObject({ exitCode: 0, error: 'stored a\n' });
    await run(['set', 'c'], 'text');
    expect(JSON.parse((await run(['get', 'a', '--reveal'])).out)).toEqual({ b: 'hunter2' });
    expect((await run(['list'])).out).toBe('a\nc\n');
    expect((await run(['list', '--count'])).out).toBe('2\n');
    expect(await run(['delete', '--yes', 'a'])).toMatchObject({ exitCode: 0 });
    expect(await run(['get', 'a'])).toMatchObject({ exitCode: 1, out: '' });
    const verified = await run(['verify', '--values']);
    expect(verified).toMatchObject({ exitCode: 0, out: 'secrets: 1 checked, all can be read\n' });
  });

  test('imports all or nothing as far as it can be told before', async () => {
    await run(['set', 'old'], 'before');
    const input = '{"new": "n", "old": "changed"}';
    const refused = await run(['import'], input);
    expect(refused.exitCode).toBe(1);
    expect(refused.error).toContain('these keys have a secret already: old.');
    expect((await run(['list'])).out).toBe('old\n');
    expect(await run(['import', '--dry-run', '--overwrite'], input)).toMatchObject({
      exitCode: 0,
      error: 'would store 2 of 2 secrets\n1 would be replaced: old\n',
    });
    expect(await run(['import', '--skip-existing'], input)).toMatchObject({
      exitCode: 0,
      error: 'imported 1 secret\nleft as they are: old\n',
    });
    await run(['import', '--overwrite'], input);
    expect(JSON.parse((await run(['export', '--plaintext'])).out)).toEqual({ new: 'n', old: 'changed' });
  });

  test('leaves entries in the audit log of the database that it is given', async () => {
    const actor = `tester of ${name}`;
    env = { ...env, DATABASE_URL: databaseUrl, KONGFLOW_ACTOR: actor };
    await run(['import'], 'A=hunter2');
    await run(['get', 'A']);
    await using database = createDatabase({ connectionString: databaseUrl });
    const { rows } = await database.query({
      text: `SELECT action::text, key, result FROM secret_audit_entries WHERE actor = $1 ORDER BY sequence`,
      values: [actor],
      rowMode: 'array',
    });
    expect(rows).toEqual([
      ['list', 'A', 'ok'],
      ['import', 'A', 'attempted'],
      ['import', 'A', 'ok'],
      ['get', 'A', 'ok'],
    ]);
  });

  test('has no keys to rotate, and no audit log without a database', async () => {
    expect(await run(['rotate'])).toMatchObject({ exitCode: 2 });
    for (const command of ['audit', 'verify']) {
      const { exitCode, error } = await run([command]);
      expect(exitCode).toBe(2);
      expect(error).toContain('DATABASE_URL must be set');
    }
  });
});

test.each([
  [
    { SECRET_STORE: 'AWS_PARAM_STORE', KONGFLOW_PARAMETER_STORE_PATH: '/aws/hunter2' },
    'KONGFLOW_PARAMETER_STORE_PATH must ',
  ],
  [{ SECRET_STORE: 'VAULT', VAULT_ADDR: 'http://x:hunter2@localhost', VAULT_TOKEN: 't' }, 'VAULT_ADDR must '],
  [
    { SECRET_STORE: 'VAULT', VAULT_ADDR: 'http://localhost', VAULT_TOKEN: 'hunter2 x' },
    'VAULT_TOKEN, or VAULT_ROLE_ID and',
  ],
  [
    { SECRET_STORE: 'VAULT', VAULT_ADDR: 'http://localhost', VAULT_TOKEN: 't', KONGFLOW_VAULT_MOUNT: '../hunter2' },
    'KONGFLOW_VAULT_MOUNT must ',
  ],
])('a setting that the provider refuses is told by its variable: %j', async (env, message) => {
  const { exitCode, error } = await runMain(['secrets', 'list'], { env });
  expect(exitCode).toBe(2);
  expect(error).toContain(message);
  expect(error).not.toContain('hunter2');
});

test('who stores a key while it is imported keeps it, and the importer is told', async () => {
  const env = stores['vault']?.() ?? {};
  vault.faults.push({
    when: ({ method, path }) => method === 'POST' && path.endsWith('/taken'),
    before: async () => runMain(['secrets', 'set', 'taken'], { env, input: 'theirs' }),
  });
  const { exitCode, error } = await runMain(['secrets', 'import'], { env, input: 'free=mine\ntaken=mine' });
  expect(exitCode).toBe(1);
  expect(error).toContain('others have stored some of the same keys, which were left as they are: taken.');
  const { out } = await runMain(['secrets', 'export', '--plaintext'], { env });
  expect(JSON.parse(out)).toEqual({ free: 'mine', taken: 'theirs' });
});

test('a token that Vault refuses is told without the token', async () => {
  const env = { SECRET_STORE: 'VAULT', VAULT_ADDR: vault.url, VAULT_TOKEN: 'hunter2' };
  const { exitCode, error } = await runMain(['secrets', 'get', 'a'], { env });
  expect(exitCode).toBe(2);
  expect(error).toContain('(PROVIDER_DENIED)');
  expect(error).not.toContain('hunter2');
});
