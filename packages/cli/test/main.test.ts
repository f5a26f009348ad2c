import { userInfo } from 'node:os';
import { waitFor } from '@kongflow/testing';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { runMain, setup } from './support/setup.ts';

const commands = ['list', 'get', 'set', 'delete', 'import', 'export', 'rotate', 'audit', 'verify'];

describe('help', () => {
  test.each([[['--help']], [['secrets', '--help']], [['secrets', 'audit', 'purge', '--help']], [['help', 'secrets']]])(
    '%j goes to standard output, with the exit codes, and needs no configuration',
    async (args) => {
      const { exitCode, out, error } = await runMain(args);
      expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
      expect(out).toMatch(/^Usage: kongflow /);
      expect(out).toContain('130  cancelled at a prompt');
      // eslint-disable-next-line no-control-regex -- colors are what it looks for
      expect(out).not.toMatch(/[^\n\x20-\x7e…]/);
    },
  );

  test('names every command', async () => {
    const { out } = await runMain(['secrets', '--help']);
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each(commands)('%s has a description and the option --actor', async (command) => {
    const { exitCode, out } = await runMain(['secrets', command, '--help']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Usage: .*\n\n[A-Z].*\.\n/);
    expect(out).toContain('--actor <name>');
  });

  test.each([[[]], [['secrets']]])('is shown on standard error for %j, which is no command', async (args) => {
    const { exitCode, out, error } = await runMain(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(error).toMatch(/^Usage: kongflow /);
  });
});

test.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
  expect(await runMain([flag])).toMatchObject({ exitCode: 0, out: `${manifest.version}\n`, error: '' });
});

test.each([
  [['nonesuch'], "unknown command 'nonesuch'"],
  [['secrets', 'lst'], "unknown command 'lst'"],
  [['secrets', 'list', '--limt', '3'], 'unknown option --limt'],
  [['secrets', 'get'], "missing required argument 'key'"],
  [['secrets', 'list', 'extra'], 'too many arguments'],
  [['secrets', 'export', '--format', 'xml'], 'xml'],
])('%j ends with 2 and says why in two lines at most', async (args, message) => {
  const { exitCode, out, error } = await runMain(args);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(error).toContain(message);
  expect(error.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
});

describe('configuration', () => {
  test('that is missing is named', async () => {
    expect(await runMain(['secrets', 'list'])).toMatchObject({
      exitCode: 2,
      error: 'error: DATABASE_URL must be set, to a URL such as postgres://user@host:5432/name.\n',
    });
    const { error } = await runMain(['secrets', 'list'], { env: { DATABASE_URL: 'postgres://localhost/x' } });
    expect(error).toMatch(/^error: KONGFLOW_ENCRYPTION_KEY, or KONGFLOW_ENCRYPTION_KEY_FILE, must be set/);
  });

  test.each([
    ['KONGFLOW_ENCRYPTION_KEY', { KONGFLOW_ENCRYPTION_KEY: 'hunter2' }],
    ['KONGFLOW_PREVIOUS_ENCRYPTION_KEYS', { KONGFLOW_PREVIOUS_ENCRYPTION_KEYS: `${'a'.repeat(64)},hunter2` }],
  ])('a wrong %s is named, and not shown', async (variable, wrong) => {
    const env = { DATABASE_URL: 'postgres://localhost/x', KONGFLOW_ENCRYPTION_KEY: 'f'.repeat(64), ...wrong };
    const { exitCode, error } = await runMain(['secrets', 'list'], { env });
    expect(exitCode).toBe(2);
    expect(error).toMatch(new RegExp(`^error: ${variable} is wrong\\. An encryption key is 32 bytes`));
    expect(error).not.toContain('hunter2');
  });

  test.each([[['set', 'key']], [['delete', 'key']], [['export']], [['audit', 'purge', '--older-than', '1d']]])(
    'that is missing is named before anybody is asked: %j',
    async (args) => {
      const { exitCode, error, questions } = await runMain(['secrets', ...args], { answers: [] });
      expect({ exitCode, questions }).toEqual({ exitCode: 2, questions: [] });
      expect(error).toMatch(/^error: DATABASE_URL must be set/);
    },
  );

  test('that is missing is named before a passphrase is missed', async () => {
    const input = 'age-encryption.org/v1\n-> scrypt ';
    expect(await runMain(['secrets', 'import'], { input })).toMatchObject({
      error: expect.stringMatching(/^error: DATABASE_URL must be set/),
    });
  });

  test('of a server that does not answer says so, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/x', KONGFLOW_ENCRYPTION_KEY: 'f'.repeat(64) };
    const { exitCode, error } = await runMain(['secrets', 'list'], { env });
    expect(exitCode).toBe(2);
    expect(error).toContain('(CONNECTION)');
    expect(error).not.toContain('hunter2');
  });

  test('of a database without the tables says to migrate it', async () => {
    await using empty = await setup({ empty: true });
    for (const args of [['list'], ['set', 'a'], ['audit'], ['verify']]) {
      const { exitCode, error } = await empty.run(['secrets', ...args], { input: 'hunter2' });
      expect(exitCode).toBe(2);
      expect(error).toContain('run its migrations first');
      expect(error).not.toContain('hunter2');
    }
  });

  test('with an actor that is none is refused', async () => {
    await using kongflow = await setup();
    expect(await kongflow.run(['secrets', 'list', '--actor', ''])).toMatchObject({
      exitCode: 2,
      error: 'error: actor must not be empty\n',
    });
  });
});

test.each([
  [{ KONGFLOW_ACTOR: undefined }, [], `cli:${userInfo().username}`],
  [{ KONGFLOW_ACTOR: 'ci' }, [], 'ci'],
  [{ KONGFLOW_ACTOR: 'ci' }, ['--actor', 'ada'], 'ada'],
])('with %j and %j the actor is %s', async (env, args, actor) => {
  await using kongflow = await setup();
  await kongflow.run(['secrets', 'list', ...args], { env });
  expect(await kongflow.trail()).toEqual([`${actor} list  ok`]);
});

test('closes its connections, whatever came of it', async () => {
  await using kongflow = await setup();
  await kongflow.store.setSecret('a', 'x');
  await kongflow.run(['secrets', 'list']);
  await kongflow.run(['secrets', 'list'], { closesAfter: 0 });
  await kongflow.run(['secrets', 'get', 'a'], { env: { KONGFLOW_ENCRYPTION_KEY: 'f'.repeat(64) } });
  await kongflow.run(['secrets', 'import'], { input: '{"a": 1}' });
  await kongflow.run(['secrets', 'verify', '--anchor', 'x']);
  const connections = async (): Promise<unknown> => {
    const { rows } = await kongflow.database.query({
      text: `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'kongflow-cli' AND datname = current_database()`,
      values: [],
      rowMode: 'array',
    });
    return rows[0]?.[0];
  };
  // The server takes a moment to see them off.
  await waitFor(async () => (await connections()) === 0, { describe: 'all connections to be closed' });
});
