import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../src/settings.ts';
import { failureOf } from './support/failure.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kongflow-cli-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function messageOf(env: Record<string, string>): string {
  return failureOf('INVALID_CONFIG', () => readSettings(env)).message;
}

test('needs nothing: the store is the database, the actor the user', () => {
  expect(readSettings({ SECRET_STORE: '', DATABASE_URL: '' })).toEqual({
    databaseUrl: undefined,
    actor: `cli:${userInfo().username}`,
    encryptionKey: undefined,
    previousEncryptionKeys: [],
    store: { kind: 'DATABASE', writeVersion: '3' },
  });
});

test('reads the keys of the database', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgres://localhost/app',
    KONGFLOW_ENCRYPTION_KEY: 'k1',
    KONGFLOW_PREVIOUS_ENCRYPTION_KEYS: ' k2, k3 ,',
    KONGFLOW_SECRET_WRITE_VERSION: '2',
    KONGFLOW_ACTOR: 'ci',
  });
  expect(settings).toEqual({
    databaseUrl: 'postgres://localhost/app',
    actor: 'ci',
    encryptionKey: { variable: 'KONGFLOW_ENCRYPTION_KEY', key: 'k1' },
    previousEncryptionKeys: ['k2', 'k3'],
    store: { kind: 'DATABASE', writeVersion: '2' },
  });
});

describe('KONGFLOW_ENCRYPTION_KEY_FILE', () => {
  test('holds the key, whatever space is around it', async () => {
    await writeFile(path.join(folder, 'key'), ' k1\n');
    expect(readSettings({ KONGFLOW_ENCRYPTION_KEY_FILE: path.join(folder, 'key') }).encryptionKey).toEqual({
      variable: 'KONGFLOW_ENCRYPTION_KEY_FILE',
      key: 'k1',
    });
  });

  test('that cannot be read is named', async () => {
    const file = path.join(folder, 'missing');
    expect(messageOf({ KONGFLOW_ENCRYPTION_KEY_FILE: file })).toBe(
      `KONGFLOW_ENCRYPTION_KEY_FILE names a file that cannot be read: ${file}`,
    );
  });

  test('must not stand beside KONGFLOW_ENCRYPTION_KEY, as one of the two would be ignored', () => {
    const message = messageOf({ KONGFLOW_ENCRYPTION_KEY: 'hunter2', KONGFLOW_ENCRYPTION_KEY_FILE: 'x' });
    expect(message).toBe('KONGFLOW_ENCRYPTION_KEY_FILE must not be set beside KONGFLOW_ENCRYPTION_KEY.');
  });
});

test('reads what Parameter Store takes', () => {
  expect(readSettings({ SECRET_STORE: 'AWS_PARAM_STORE', KONGFLOW_PARAMETER_STORE_PATH: '/app' }).store).toEqual({
    kind: 'AWS_PARAM_STORE',
    path: '/app',
  });
});

describe('Vault', () => {
  const vault = { SECRET_STORE: 'VAULT', VAULT_ADDR: 'https://vault:8200' };

  test('is logged in to with a token', () => {
    expect(readSettings({ ...vault, VAULT_TOKEN: 't', VAULT_NAMESPACE: 'n', KONGFLOW_VAULT_PATH: 'p' }).store).toEqual({
      kind: 'VAULT',
      address: 'https://vault:8200',
      namespace: 'n',
      login: { token: 't' },
      mount: undefined,
      path: 'p',
    });
  });

  test('is logged in to with a role', () => {
    const settings = readSettings({ ...vault, VAULT_ROLE_ID: 'r', VAULT_SECRET_ID: 's', KONGFLOW_VAULT_MOUNT: 'kv' });
    expect(settings.store).toMatchObject({ login: { roleId: 'r', secretId: 's' }, mount: 'kv' });
  });

  test('needs an address and a way to log in', () => {
    expect(messageOf({ SECRET_STORE: 'VAULT', VAULT_ROLE_ID: 'hunter2' })).toBe(
      'VAULT_ADDR must be set for SECRET_STORE=VAULT.\nVAULT_TOKEN must be set for SECRET_STORE=VAULT, or VAULT_ROLE_ID and VAULT_SECRET_ID.',
    );
  });
});

test.each([
  ['DATABASE_URL', 'mysql://ada:hunter2@host/db'],
  ['DATABASE_URL', 'hunter2'],
  ['SECRET_STORE', 'hunter2'],
  ['KONGFLOW_SECRET_WRITE_VERSION', 'hunter2'],
  ['KONGFLOW_PARAMETER_STORE_PATH', 'hunter2'],
  ['VAULT_ADDR', 'hunter2'],
])('a wrong %s is named, its value is not', (variable, value) => {
  const message = messageOf({ [variable]: value });
  expect(message).toMatch(new RegExp(`^${variable} must `));
  expect(message).not.toContain('hunter2');
});
