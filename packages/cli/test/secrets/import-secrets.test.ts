import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JsonSchema } from '@kongflow/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
let folder = '';
beforeEach(async () => {
  kongflow = await setup();
  folder = await mkdtemp(path.join(tmpdir(), 'kongflow-cli-'));
});
afterEach(async () => {
  await kongflow[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function contents(): Promise<Record<string, unknown>> {
  const { keys } = await kongflow.store.listSecretKeys({ limit: 1000 });
  return kongflow.store.getSecrets(Object.fromEntries(keys.map((key) => [key, JsonSchema])));
}

async function inFile(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('reads', () => {
  test.each([
    ['secrets.json', '\uFEFF{"a": {"b": 1}}', { a: { b: 1 } }],
    ['.env', 'A=1\nB="x y"', { A: '1', B: 'x y' }],
    ['plain.txt', '{"a": "1"}', { a: '1' }],
    ['plain.txt', '# c\nexport A=1', { A: '1' }],
  ])('%s with %j', async (name, text, expected) => {
    expect(await kongflow.run(['secrets', 'import', await inFile(name, text)])).toMatchObject({ exitCode: 0 });
    expect(await contents()).toEqual(expected);
  });

  test.each([[[]], [['-']]])('standard input with %j', async (args) => {
    await kongflow.run(['secrets', 'import', ...args], { input: 'A=1' });
    expect(await contents()).toEqual({ A: '1' });
  });

  test('what --format says, whatever the name', async () => {
    const file = await inFile('secrets.json', 'A={}');
    expect(await kongflow.run(['secrets', 'import', file])).toMatchObject({ exitCode: 1 });
    expect(await kongflow.run(['secrets', 'import', file, '--format', 'dotenv'])).toMatchObject({ exitCode: 0 });
    expect(await contents()).toEqual({ A: '{}' });
  });

  test('names with the prefix before them', async () => {
    await kongflow.run(['secrets', 'import', '--prefix', 'env/42/'], { input: 'A=1' });
    expect(await contents()).toEqual({ 'env/42/A': '1' });
  });

  test('JSON objects and arrays of dotenv with --json-values, and nothing else', async () => {
    const input = `A='{"x":1}'\nB=[1]\nC=5\nD=true\nE={not\nF='"text"'`;
    await kongflow.run(['secrets', 'import', '--json-values'], { input });
    expect(await contents()).toEqual({ A: { x: 1 }, B: [1], C: '5', D: 'true', E: '{not', F: '"text"' });
  });
});

describe('refuses, and writes nothing', () => {
  test.each([
    ['{"a": "hunter2"', 'not JSON'],
    ['A=1\nhunter2', 'Line 2'],
    ['{}', 'no secrets'],
    ['', 'no secrets'],
    ['{"a": "hunter2", "b": null}', '"b" is null'],
    ['{"a": "hunter2", "": "hunter2"}', 'must not be empty'],
    ['{"a": "hunter2", "x\\u0007": "hunter2"}', 'control characters'],
    [`{"a": "hunter2", "${'k'.repeat(501)}": 1}`, '500'],
    ['{"a": "hunter2", "b": "\\u0000"}', 'NUL'],
  ])('%j', async (input, message) => {
    const { exitCode, error } = await kongflow.run(['secrets', 'import'], { input });
    expect(exitCode).toBe(1);
    expect(error).toContain(message);
    expect(error).not.toContain('hunter2');
    expect(await contents()).toEqual({});
    expect(await kongflow.trail()).toEqual([]);
  });

  test('a file that is not there', async () => {
    const file = path.join(folder, 'missing.json');
    expect(await kongflow.run(['secrets', 'import', file])).toMatchObject({
      exitCode: 2,
      error: `error: Cannot read ${file}: there is no such file or folder.\n`,
    });
  });

  test('to wait for somebody to type a file', async () => {
    expect(await kongflow.run(['secrets', 'import'], { answers: [] })).toMatchObject({ exitCode: 2 });
  });

  test('--skip-existing together with --overwrite', async () => {
    const outcome = await kongflow.run(['secrets', 'import', '--skip-existing', '--overwrite'], { input: 'A=1' });
    expect(outcome).toMatchObject({ exitCode: 2 });
    expect(await contents()).toEqual({});
  });
});

describe('where secrets exist', () => {
  const input = '{"new": "n", "old": "changed", "older": "changed"}';
  beforeEach(async () => {
    await kongflow.store.setSecrets({ old: 'before', older: 'before' });
  });

  test('the import is refused as a whole, naming them', async () => {
    const { exitCode, error } = await kongflow.run(['secrets', 'import'], { input });
    expect(exitCode).toBe(1);
    expect(error).toContain('old, older.');
    expect(error).toContain('--skip-existing');
    expect(await contents()).toEqual({ old: 'before', older: 'before' });
    expect(await kongflow.trail()).toEqual([]);
  });

  test('--skip-existing leaves them as they are', async () => {
    expect(await kongflow.run(['secrets', 'import', '--skip-existing'], { input })).toMatchObject({
      exitCode: 0,
      error: 'imported 1 secret\nleft as they are: old, older\n',
    });
    expect(await contents()).toEqual({ new: 'n', old: 'before', older: 'before' });
  });

  test('--overwrite replaces them', async () => {
    expect(await kongflow.run(['secrets', 'import', '--overwrite'], { input })).toMatchObject({
      exitCode: 0,
      error: 'imported 3 secrets\n',
    });
    expect(await contents()).toEqual({ new: 'n', old: 'changed', older: 'changed' });
  });

  test.each([
    [[], 1, 'would store 1 of 3 secrets\n2 exist, so that the import would be refused: old, older\n'],
    [['--skip-existing'], 0, 'would store 1 of 3 secrets\n2 would be left as they are: old, older\n'],
    [['--overwrite'], 0, 'would store 3 of 3 secrets\n2 would be replaced: old, older\n'],
  ])('--dry-run %j only says what would be done', async (args, exitCode, error) => {
    expect(await kongflow.run(['secrets', 'import', '--dry-run', ...args], { input })).toMatchObject({
      exitCode,
      error,
    });
    expect(await contents()).toEqual({ old: 'before', older: 'before' });
    expect(await kongflow.trail()).toEqual([]);
  });

  test('many of them are named in part', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`k${10 + index}`, 'x']));
    await kongflow.store.setSecrets(many);
    const { error } = await kongflow.run(['secrets', 'import'], { input: JSON.stringify(many) });
    expect(error).toContain('k29 and 5 more');
  });
});

test('of two imports at a time, one is refused as a whole', async () => {
  const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
  const inputs = [keys, keys.toReversed()].map((order, index) =>
    JSON.stringify(Object.fromEntries(order.map((key) => [key, index]))),
  );
  const outcomes = await Promise.all(inputs.map(async (input) => kongflow.run(['secrets', 'import'], { input })));
  expect(outcomes.map(({ exitCode }) => exitCode).toSorted((a, b) => a - b)).toEqual([0, 1]);
  const winner = outcomes.findIndex(({ exitCode }) => exitCode === 0);
  expect(await contents()).toEqual(Object.fromEntries(keys.map((key) => [key, winner])));
});
