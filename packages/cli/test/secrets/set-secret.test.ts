import { Buffer } from 'node:buffer';
import { JsonSchema } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
beforeAll(async () => {
  kongflow = await setup();
});
afterAll(async () => kongflow[Symbol.asyncDispose]());

const valueOf = async (key: string) => kongflow.store.getSecret(key, JsonSchema);

describe('from standard input', () => {
  test.each([
    ['hunter2', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    ['hunter2\n\n', 'hunter2\n'],
    ['  hunter2 ', '  hunter2 '],
    ['{"a":1}', '{"a":1}'],
    ['line 1\nline 2\n', 'line 1\nline 2'],
    ['påsswørd 🔑', 'påsswørd 🔑'],
  ])('stores %j as the text %j', async (input, value) => {
    const { exitCode, out, error } = await kongflow.run(['secrets', 'set', 'text'], { input });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(error).toContain('stored text\n');
    expect(await valueOf('text')).toBe(value);
  });

  test('stores JSON as JSON with --json', async () => {
    await kongflow.run(['secrets', 'set', '--json', 'json'], { input: '{"a": [1, "hunter2"]}\n' });
    expect(await valueOf('json')).toEqual({ a: [1, 'hunter2'] });
  });

  test('says so when a text reads like JSON', async () => {
    expect((await kongflow.run(['secrets', 'set', 'a'], { input: '{"a":1}' })).error).toContain(
      '--json stores it as JSON',
    );
    expect((await kongflow.run(['secrets', 'set', 'a'], { input: '{not json' })).error).toBe('stored a\n');
  });

  test.each([
    ['', 'the input is empty'],
    ['\n', 'the input is empty'],
  ])('refuses %j, as an empty pipe is a mistake upstream', async (input, message) => {
    const { exitCode, error } = await kongflow.run(['secrets', 'set', 'empty'], { input });
    expect(exitCode).toBe(2);
    expect(error).toContain(message);
    expect(await valueOf('empty')).toBeUndefined();
  });

  test('refuses what is not UTF-8', async () => {
    const { exitCode, error } = await kongflow.run(['secrets', 'set', 'binary'], {
      input: Buffer.from([0xff, 0xfe, 0x41]),
    });
    expect(exitCode).toBe(1);
    expect(error).toContain('base64');
    expect(await valueOf('binary')).toBeUndefined();
  });

  test.each(['{"a": hunter2}', 'hunter2', '{"a":"hunter2\\u0000"}'])(
    'refuses %j as JSON without repeating it',
    async (input) => {
      const { exitCode, error } = await kongflow.run(['secrets', 'set', 'bad', '--json'], { input });
      expect(exitCode).toBe(1);
      expect(error).not.toContain('hunter2');
    },
  );

  test('refuses null, which would read as absent', async () => {
    expect(await kongflow.run(['secrets', 'set', 'bad', '--json'], { input: 'null' })).toMatchObject({ exitCode: 2 });
  });
});

describe('from a prompt', () => {
  test('stores what is typed', async () => {
    const outcome = await kongflow.run(['secrets', 'set', 'asked'], { answers: ['hunter2'] });
    expect(outcome).toMatchObject({ exitCode: 0, out: '', error: 'stored asked\n' });
    expect(outcome.questions).toEqual(['Value of asked (it is not shown)']);
    expect(await valueOf('asked')).toBe('hunter2');
  });

  test('ends with 130 when it is cancelled, and stores nothing', async () => {
    const { exitCode } = await kongflow.run(['secrets', 'set', 'cancelled'], { answers: [null] });
    expect(exitCode).toBe(130);
    expect(await valueOf('cancelled')).toBeUndefined();
  });

  test('refuses an empty answer', async () => {
    expect(await kongflow.run(['secrets', 'set', 'cancelled'], { answers: [''] })).toMatchObject({ exitCode: 2 });
  });
});

describe('refuses a value in the arguments', () => {
  test.each([
    [['key', 'hunter2']],
    [['key', '--value=hunter2']],
    [['key', '--value', 'hunter2']],
    [['key', '-phunter2']],
    [['--hunter2', 'key']],
    [['key', '--', 'hunter2']],
    [['key', '--json', 'hunter2', '--if-absent']],
  ])('%j: it says why and does not repeat it', async (args) => {
    const { exitCode, error, out } = await kongflow.run(['secrets', 'set', ...args], { input: 'x' });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(error).toContain('history');
    expect(error).toContain('lists of processes');
    expect(error).not.toContain('hunter2');
    expect(await valueOf('key')).toBeUndefined();
  });

  test.each([[['get', 'key', 'hunter2']], [['list', '--hunter2=hunter2']], [['get', '-xhunter2']]])(
    'of other commands too: %j',
    async (args) => {
      const { exitCode, error } = await kongflow.run(['secrets', ...args]);
      expect(exitCode).toBe(2);
      expect(error.replace('--hunter2\n', '')).not.toContain('hunter2');
    },
  );
});

describe('--if-absent', () => {
  test('leaves a secret that is there, and ends with 1', async () => {
    await kongflow.run(['secrets', 'set', 'once'], { input: 'first' });
    expect(await kongflow.run(['secrets', 'set', 'once', '--if-absent'], { input: 'second' })).toMatchObject({
      exitCode: 1,
    });
    expect(await valueOf('once')).toBe('first');
  });

  test('of many at once, one stores its value', async () => {
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (input) => kongflow.run(['secrets', 'set', 'race', '--if-absent'], { input })),
    );
    expect(outcomes.map(({ exitCode }) => exitCode).toSorted((a, b) => a - b)).toEqual([0, 1, 1, 1]);
    expect(await valueOf('race')).toBe(['a', 'b', 'c', 'd'][outcomes.findIndex(({ exitCode }) => exitCode === 0)]);
  });
});

test('stores ciphertext, and leaves an entry without the value', async () => {
  await using own = await setup();
  await own.run(['secrets', 'set', 'a'], { input: 'hunter2' });
  expect(await own.trail()).toEqual(['test set a ok']);
  const { rows } = await own.database.query({
    text: `SELECT value::text FROM secret_store UNION ALL SELECT entry::text FROM secret_audit_entries AS entry`,
    values: [],
    rowMode: 'array',
  });
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('hunter2');
});

test('writes version 2 for a table that trigger.dev reads', async () => {
  await using own = await setup();
  await own.run(['secrets', 'set', 'a'], { input: 'x', env: { KONGFLOW_SECRET_WRITE_VERSION: '2' } });
  const { rows } = await own.database.query({ text: 'SELECT version FROM secret_store', values: [], rowMode: 'array' });
  expect(rows).toEqual([['2']]);
});
