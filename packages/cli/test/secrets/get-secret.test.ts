import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
beforeAll(async () => {
  kongflow = await setup();
  await kongflow.store.setSecrets({
    text: 'hunter2',
    lines: 'line 1\nline 2\n',
    oauth: { clientId: 'id-1', clientSecret: 'hunter2', port: 42_424_242, scopes: ['repo'] },
  });
});
afterAll(async () => kongflow[Symbol.asyncDispose]());

test('masks a text', async () => {
  expect(await kongflow.run(['secrets', 'get', 'text'])).toMatchObject({
    exitCode: 0,
    out: '**** (string)\n',
    error: '',
  });
});

test('shows members and types of an object, and none of its values', async () => {
  const { out } = await kongflow.run(['secrets', 'get', 'oauth']);
  expect(JSON.parse(out)).toEqual({
    clientId: '**** (string)',
    clientSecret: '**** (string)',
    port: '**** (number)',
    scopes: ['**** (string)'],
  });
});

test('masks with dots on a terminal', async () => {
  expect((await kongflow.run(['secrets', 'get', 'text'], { answers: [] })).out).toBe('•••• (string)\n');
});

describe('--reveal', () => {
  test('prints a text as it is', async () => {
    expect(await kongflow.run(['secrets', 'get', 'text', '--reveal'])).toMatchObject({ exitCode: 0, out: 'hunter2\n' });
  });

  test('prints what `set` reads back to the same value', async () => {
    const { out } = await kongflow.run(['secrets', 'get', '--reveal', 'lines']);
    expect(out).toBe('line 1\nline 2\n\n');
    await kongflow.run(['secrets', 'set', 'copy'], { input: out });
    expect((await kongflow.run(['secrets', 'get', '--reveal', '--no-newline', 'copy'])).out).toBe('line 1\nline 2\n');
  });

  test('prints anything else as JSON', async () => {
    const { out } = await kongflow.run(['secrets', 'get', 'oauth', '--reveal']);
    expect(JSON.parse(out)).toMatchObject({ clientSecret: 'hunter2', port: 42_424_242 });
  });
});

test('ends with 1 when there is none', async () => {
  expect(await kongflow.run(['secrets', 'get', 'nonesuch', '--reveal'])).toMatchObject({
    exitCode: 1,
    out: '',
    error: 'error: there is no secret "nonesuch"\n',
  });
});

test('leaves an entry, with the actor of the option, whether it reveals or not', async () => {
  await using own = await setup();
  await own.store.setSecret('a', 'hunter2');
  await own.run(['secrets', 'get', 'a']);
  await own.run(['secrets', 'get', 'a', '--reveal', '--actor', 'ada']);
  await own.run(['secrets', 'get', 'b']);
  expect(await own.trail()).toEqual(['test get a ok', 'ada get a ok', 'test get b not_found']);
});

test('refuses a key that is none', async () => {
  expect(await kongflow.run(['secrets', 'get', ''])).toMatchObject({ exitCode: 2 });
});

test('says which key is missing when another one encrypted it', async () => {
  const env = { KONGFLOW_ENCRYPTION_KEY: 'f'.repeat(64) };
  const { exitCode, error, out } = await kongflow.run(['secrets', 'get', 'text', '--reveal'], { env });
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(error).toContain('(UNKNOWN_ENCRYPTION_KEY)');
  const previous = { ...env, KONGFLOW_PREVIOUS_ENCRYPTION_KEYS: kongflow.encryptionKey };
  expect((await kongflow.run(['secrets', 'get', 'text', '--reveal'], { env: previous })).out).toBe('hunter2\n');
});
