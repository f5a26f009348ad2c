import { generateEncryptionKey } from '@kongflow/encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
let env: Record<string, string>;
beforeEach(async () => {
  kongflow = await setup();
  await kongflow.store.setSecrets({ a: 'hunter2', b: { c: 'hunter2' }, 'x/1': 'hunter2' });
  env = { KONGFLOW_ENCRYPTION_KEY: generateEncryptionKey(), KONGFLOW_PREVIOUS_ENCRYPTION_KEYS: kongflow.encryptionKey };
});
afterEach(async () => kongflow[Symbol.asyncDispose]());

const newKeyOnly = () => ({ env: { KONGFLOW_ENCRYPTION_KEY: env['KONGFLOW_ENCRYPTION_KEY'] } });

test('encrypts all secrets anew, so that the old key can go', async () => {
  expect(await kongflow.run(['secrets', 'get', 'a'], newKeyOnly())).toMatchObject({ exitCode: 1 });
  expect(await kongflow.run(['secrets', 'rotate', '--batch-size', '2'], { env })).toMatchObject({
    exitCode: 0,
    out: 'rotated 3 secrets; all secrets are under the current key\n',
    error: '',
  });
  expect((await kongflow.run(['secrets', 'get', '--reveal', 'a'], newKeyOnly())).out).toBe('hunter2\n');
  expect((await kongflow.run(['secrets', 'rotate'], { env })).out).toMatch(/^rotated 0 secrets; all/);
});

test('leaves entries of who did it', async () => {
  await kongflow.run(['secrets', 'rotate', '--actor', 'ada'], { env });
  expect(await kongflow.trail()).toEqual(['ada rotate  attempted', 'ada rotate  ok']);
});

test('rotates those of a prefix, and shows how many are under each key', async () => {
  await kongflow.run(['secrets', 'rotate', '--prefix', 'x/'], { env });
  const status = JSON.parse((await kongflow.run(['secrets', 'rotate', '--status', '--json'], { env })).out);
  expect(status).toHaveLength(2);
  expect(status).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ version: '3', isCurrent: true, count: 1 }),
      expect.objectContaining({ version: '3', isCurrent: false, count: 2 }),
    ]),
  );
});

test('--status is a table, and changes nothing', async () => {
  const { exitCode, out } = await kongflow.run(['secrets', 'rotate', '--status'], { env });
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^VERSION {2}FORMAT {2}KEY ID +STATE +SECRETS\n3 +kf1 +[\w-]{8} +outdated +3\n$/);
  expect(await kongflow.trail()).toEqual([]);
});

describe('where a secret cannot be read', () => {
  beforeEach(async () => {
    await kongflow.database.query({
      text: `UPDATE secret_store SET value = to_jsonb(left(value #>> '{}', -4) || 'AAAA') WHERE key = 'b'`,
      values: [],
      rowMode: 'array',
    });
  });

  test('rotates the others, names it and ends with 1', async () => {
    expect(await kongflow.run(['secrets', 'rotate'], { env })).toMatchObject({
      exitCode: 1,
      out: 'rotated 2 secrets; 1 are not under the current key\n',
      error: 'skipped (DAMAGED_SECRET): b\n',
    });
    expect(await kongflow.trail()).toEqual(['test rotate  attempted', 'test rotate  DAMAGED_SECRET']);
  });

  test('says the same as JSON', async () => {
    const { out } = await kongflow.run(['secrets', 'rotate', '--json'], { env });
    expect(JSON.parse(out)).toEqual({
      rotated: 2,
      skipped: [{ key: 'b', code: 'DAMAGED_SECRET' }],
      remaining: 1,
    });
  });
});

test('shows on a terminal how far it has come', async () => {
  const { error } = await kongflow.run(['secrets', 'rotate', '--batch-size', '1'], { env, answers: [] });
  expect(error).toBe('\r1 of 3 rotated\r2 of 3 rotated\r3 of 3 rotated\n');
});

test.each(['0', '10001', 'x'])('refuses a batch size of %s', async (size) => {
  expect(await kongflow.run(['secrets', 'rotate', '--batch-size', size], { env })).toMatchObject({ exitCode: 2 });
});

test('is not for values that trigger.dev reads', async () => {
  const outcome = await kongflow.run(['secrets', 'rotate'], { env: { ...env, KONGFLOW_SECRET_WRITE_VERSION: '2' } });
  expect(outcome).toMatchObject({ exitCode: 2 });
});
