import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { isJson, type Json, JsonSchema } from '@kongflow/protocol';
import { SecretKeySchema } from '@kongflow/secret-store';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

const passphrase = 'correct horse battery';
const values: Record<string, Exclude<Json, null>> = {
  'app/OAUTH': { clientId: 'id', clientSecret: 'hunter2', nested: { scopes: ['repo'] } },
  'app/TOKEN': 'hunter2 "quoted" #1\n$HOME it’s',
  'other/TOKEN': 'hunter3',
};

let source: Setup;
let folder = '';
beforeAll(async () => {
  source = await setup();
  await source.store.setSecrets(values);
});
afterAll(async () => source[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kongflow-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function contents({ store }: Setup): Promise<Record<string, unknown>> {
  const { keys } = await store.listSecretKeys({ limit: 1000 });
  return store.getSecrets(Object.fromEntries(keys.map((key) => [key, JsonSchema])));
}

describe('encrypted', () => {
  test('an export holds no secret and no key, and an import elsewhere restores all of it', async () => {
    await using target = await setup();
    const file = path.join(folder, 'backup.age');
    const env = { KONGFLOW_EXPORT_PASSPHRASE: passphrase };
    expect(await source.run(['secrets', 'export', '--output', file], { env })).toMatchObject({
      exitCode: 0,
      out: '',
      error: 'exported 3 secrets\n',
    });
    const written = await readFile(file, 'utf8');
    expect(written).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(Buffer.from(written.replaceAll(/-.*-|\n/g, ''), 'base64').toString('latin1')).not.toMatch(/hunter|TOKEN/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect(await target.run(['secrets', 'import', file], { env })).toMatchObject({
      exitCode: 0,
      error: 'imported 3 secrets\n',
    });
    expect(await contents(target)).toEqual(values);
  });

  test('the passphrase is asked for: twice to write, once to read', async () => {
    await using target = await setup();
    const written = await source.run(['secrets', 'export', '--format', 'dotenv', '--prefix', 'app/'], {
      answers: [passphrase, passphrase],
    });
    expect(written.exitCode).toBe(0);
    expect(written.questions).toEqual([
      'Passphrase, at least 8 characters (it is not shown)',
      'The same passphrase again',
    ]);
    const file = path.join(folder, '.env.age');
    await writeFile(file, written.out);
    const read = await target.run(['secrets', 'import', file, '--json-values'], { answers: [passphrase] });
    expect(read.questions).toEqual(['Passphrase of the file (it is not shown)']);
    expect(await contents(target)).toEqual({ OAUTH: values['app/OAUTH'], TOKEN: values['app/TOKEN'] });
  });

  test('the passphrase may stand in a file, which comes before the variable', async () => {
    await using target = await setup();
    const file = path.join(folder, 'passphrase');
    await writeFile(file, `${passphrase}\nsecond line`);
    const env = { KONGFLOW_EXPORT_PASSPHRASE: 'another one' };
    const { out } = await source.run(['secrets', 'export', '--passphrase-file', file], { env });
    const wrong = await target.run(['secrets', 'import'], { input: out, env });
    expect(wrong).toMatchObject({ exitCode: 1, out: '' });
    expect(wrong.error).toContain('passphrase is wrong');
    expect(wrong.error).not.toContain('another one');
    expect(await target.run(['secrets', 'import', '--passphrase-file', file], { input: out })).toMatchObject({
      exitCode: 0,
    });
  });

  test('a file that was tampered with is refused, and nothing is imported', async () => {
    await using target = await setup();
    const env = { KONGFLOW_EXPORT_PASSPHRASE: passphrase };
    const { out } = await source.run(['secrets', 'export'], { env });
    const lines = out.split('\n');
    const last = lines.length - 3;
    lines[last] = `${lines[last]?.startsWith('A') ? 'B' : 'A'}${lines[last]?.slice(1) ?? ''}`;
    const { exitCode, error } = await target.run(['secrets', 'import'], { input: lines.join('\n'), env });
    expect({ exitCode, error }).toEqual({
      exitCode: 1,
      error: 'error: The encrypted file is damaged: it was altered or cut off.\n',
    });
    expect(await contents(target)).toEqual({});
  });

  test.each([
    [['short'], 'at least 8'],
    [[passphrase, 'another one'], 'differ'],
  ])('a passphrase typed as %j is refused before anything is read', async (answers, message) => {
    await using own = await setup();
    const { exitCode, error } = await own.run(['secrets', 'export'], { answers });
    expect(exitCode).toBe(2);
    expect(error).toContain(message);
    expect(await own.trail()).toEqual([]);
  });

  test('without a terminal, says where the passphrase can come from', async () => {
    const { exitCode, error } = await source.run(['secrets', 'export']);
    expect(exitCode).toBe(2);
    expect(error).toContain('KONGFLOW_EXPORT_PASSPHRASE');
    expect(error).toContain('--passphrase-file');
  });
});

describe('--plaintext', () => {
  test('writes JSON, names without the prefix', async () => {
    const { out } = await source.run(['secrets', 'export', '--plaintext', '--prefix', 'app/']);
    expect(JSON.parse(out)).toEqual({ OAUTH: values['app/OAUTH'], TOKEN: values['app/TOKEN'] });
  });

  test('writes dotenv that Node reads', async () => {
    const { out } = await source.run(['secrets', 'export', '--plaintext', '--prefix', 'app/', '--format', 'dotenv']);
    expect({ ...parseEnv(out) }).toEqual({ OAUTH: JSON.stringify(values['app/OAUTH']), TOKEN: values['app/TOKEN'] });
  });

  test('refuses a terminal, unless --reveal says that it is meant', async () => {
    const refused = await source.run(['secrets', 'export', '--plaintext'], { answers: [] });
    expect(refused).toMatchObject({ exitCode: 2, out: '' });
    expect(refused.error).toContain('--reveal');
    const { out } = await source.run(['secrets', 'export', '--plaintext', '--reveal'], { answers: [] });
    expect(out).toContain('hunter3');
  });

  test('refuses names that dotenv cannot hold, and says how to mend it', async () => {
    const refused = await source.run(['secrets', 'export', '--plaintext', '--format', 'dotenv']);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.error).toContain('"app/OAUTH", "app/TOKEN", "other/TOKEN"');
    expect(refused.error).not.toContain('hunter');
  });
});

describe('--output', () => {
  const args = ['secrets', 'export', '--plaintext', '--output'];

  test('replaces no file without --force, and looks before it reads any secret', async () => {
    await using own = await setup();
    await own.store.setSecret('a', 'hunter2');
    const file = path.join(folder, 'out.json');
    await writeFile(file, 'before');
    const { exitCode, error } = await own.run([...args, file]);
    expect(exitCode).toBe(1);
    expect(error).toContain('--force');
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(await own.trail()).toEqual([]);
    expect(await own.run([...args, file, '--force'])).toMatchObject({ exitCode: 0, out: '' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: 'hunter2' });
    expect(await readdir(folder)).toEqual(['out.json']);
  });
});

test('an export of nothing is a mistake: it writes no file', async () => {
  const file = path.join(folder, 'out');
  const { exitCode, error } = await source.run([
    'secrets',
    'export',
    '--plaintext',
    '--prefix',
    'ap_',
    '--output',
    file,
  ]);
  expect(exitCode).toBe(1);
  expect(error).toContain('"ap_"');
  expect(await readdir(folder)).toEqual([]);
});

test('both are noted as what they are', async () => {
  await using own = await setup();
  await own.run(['secrets', 'import', '--actor', 'ada'], { input: '{"a": "hunter2"}' });
  await own.run(['secrets', 'export', '--plaintext']);
  expect(await own.trail()).toEqual(['ada import a ok', 'test list  ok', 'test export a ok']);
});

test('a prefix is taken off and put on: secrets move from one to another', async () => {
  await using own = await setup();
  await own.store.setSecrets({ 'staging/A': 'hunter2', 'staging/B': { c: 1 }, 'other/A': 'x' });
  const { out } = await own.run(['secrets', 'export', '--plaintext', '--prefix', 'staging/']);
  expect(Object.keys(JSON.parse(out))).toEqual(['A', 'B']);
  await own.run(['secrets', 'import', '--prefix', 'production/'], { input: out });
  const { 'other/A': other, ...rest } = await contents(own);
  expect(other).toBe('x');
  expect(rest).toEqual({
    'production/A': 'hunter2',
    'production/B': { c: 1 },
    'staging/A': 'hunter2',
    'staging/B': { c: 1 },
  });
});

test('whatever can be a secret comes back from an export, its type too', async () => {
  await using from = await setup();
  await using to = await setup();
  const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null && isJson(value));
  const key = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => SecretKeySchema.safeParse(text).success);
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, json, { minKeys: 1, maxKeys: 5, noNullPrototype: true }), async (record) => {
      const input = JSON.stringify(record);
      expect(await from.run(['secrets', 'import', '--overwrite'], { input })).toMatchObject({ exitCode: 0 });
      const { out } = await from.run(['secrets', 'export', '--plaintext']);
      expect(await to.run(['secrets', 'import', '--overwrite'], { input: out })).toMatchObject({ exitCode: 0 });
      expect(await contents(to)).toEqual(await contents(from));
      expect(await contents(to)).toMatchObject(JSON.parse(input));
      await from.database.query({ text: 'DELETE FROM secret_store', values: [], rowMode: 'array' });
      await to.database.query({ text: 'DELETE FROM secret_store', values: [], rowMode: 'array' });
    }),
    { numRuns: 25 },
  );
});

test('nobody reading the output is no failure of an export', async () => {
  expect(await source.run(['secrets', 'export', '--plaintext'], { closesAfter: 0 })).toMatchObject({
    exitCode: 0,
    out: '',
    error: '',
  });
});

test('thousands of secrets take more than one page and one batch', async () => {
  await using own = await setup();
  const many = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`k${index}`, index]));
  const imported = await own.run(['secrets', 'import'], { input: JSON.stringify(many) });
  expect(imported).toMatchObject({ exitCode: 0, error: 'imported 2100 secrets\n' });
  const { out } = await own.run(['secrets', 'export', '--plaintext']);
  expect(JSON.parse(out)).toEqual(many);
});
