import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
beforeEach(async () => {
  kongflow = await setup();
  await kongflow.run(['secrets', 'set', 'oauth.github', '--actor', 'ada'], { input: 'hunter2' });
  await kongflow.run(['secrets', 'get', 'oauth.github', '--actor', 'bob']);
  await kongflow.run(['secrets', 'get', 'oauth.slack', '--actor', 'bob']);
  await kongflow.run(['secrets', 'delete', '--yes', 'oauth.github', '--actor', 'ada']);
});
afterEach(async () => kongflow[Symbol.asyncDispose]());

async function entries(...args: string[]): Promise<string[]> {
  const { out } = await kongflow.run(['secrets', 'audit', '--json', ...args]);
  const list = JSON.parse(out) as { actor: string; action: string; key: string; result: string }[];
  return list.map(({ actor, action, key, result }) => `${actor} ${action} ${key} ${result}`);
}

/** As if all entries so far were older: the chain is rebuilt over other times. */
async function age(days: number): Promise<void> {
  await kongflow.database.transaction(async (tx) => {
    const run = async (text: string) => tx.query({ text, values: [], rowMode: 'array' });
    await run('ALTER TABLE secret_audit_entries DISABLE TRIGGER USER');
    await run(`UPDATE secret_audit_entries SET occurred_at = occurred_at - interval '${days} days'`);
    await run(`DO $$
      DECLARE entry secret_audit_entries; last bytea := decode(repeat('00', 32), 'hex');
      BEGIN
        FOR entry IN SELECT * FROM secret_audit_entries ORDER BY sequence LOOP
          entry.previous_hash = last;
          last = secret_audit_hash(entry);
          UPDATE secret_audit_entries SET previous_hash = entry.previous_hash, hash = last WHERE sequence = entry.sequence;
        END LOOP;
        UPDATE secret_audit_chain SET last_hash = last;
      END $$`);
    await run('ALTER TABLE secret_audit_entries ENABLE TRIGGER USER');
  });
}

test('shows who did what, the newest first, never a value', async () => {
  const { exitCode, out } = await kongflow.run(['secrets', 'audit']);
  expect(exitCode).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ENTRY {2}TIME +ACTOR {2}ACTION {2}PROVIDER {2}RESULT +KEY$/);
  expect(lines[1]).toMatch(/^4 +\d{4}-\d\d-\d\dT[\d:.]+Z {2}ada +delete +database +ok +oauth\.github$/);
  expect(lines).toHaveLength(5);
  expect(out).not.toContain('hunter2');
});

test.each([
  [['--key', 'oauth.slack'], ['bob get oauth.slack not_found']],
  [['--prefix', 'oauth.g', '--actor', 'ada', '--action', 'set'], ['ada set oauth.github ok']],
  [
    ['--actor', 'bob'],
    ['bob get oauth.slack not_found', 'bob get oauth.github ok'],
  ],
  [['--limit', '1'], ['ada delete oauth.github ok']],
  [['--since', '1h', '--limit', '1'], ['ada delete oauth.github ok']],
  [['--until', '1h'], []],
  [['--since', '2999-01-01'], []],
])('filters by %j', async (args, expected) => {
  expect(await entries(...args)).toEqual(expected);
});

test('takes as many pages as the limit needs', async () => {
  await kongflow.database.query({
    text: `INSERT INTO secret_audit_entries (actor, action, key, provider, result)
           SELECT 'bulk', 'get', 'k' || n, 'database', 'ok' FROM generate_series(1, 2100) AS n`,
    values: [],
    rowMode: 'array',
  });
  const found = await entries('--actor', 'bulk', '--limit', '2050');
  expect(found).toHaveLength(2050);
  expect(found.at(-1)).toBe('bulk get k51 ok');
});

test.each([
  ['--since', 'yesterday'],
  ['--action', 'steal'],
  ['--limit', '0'],
])('refuses %s %s', async (option, value) => {
  expect(await kongflow.run(['secrets', 'audit', option, value])).toMatchObject({ exitCode: 2, out: '' });
});

test('refuses --key together with --prefix', async () => {
  expect(await kongflow.run(['secrets', 'audit', '--key', 'a', '--prefix', 'b'])).toMatchObject({ exitCode: 2 });
});

test('needs a database, and no encryption key', async () => {
  const env = { KONGFLOW_ENCRYPTION_KEY: undefined };
  expect(await kongflow.run(['secrets', 'audit'], { env })).toMatchObject({ exitCode: 0 });
  const { exitCode, error } = await kongflow.run(['secrets', 'audit'], { env: { ...env, DATABASE_URL: undefined } });
  expect(exitCode).toBe(2);
  expect(error).toContain('DATABASE_URL must be set');
});

describe('audit purge', () => {
  test('deletes what is old enough, says who did, and leaves a log that verifies', async () => {
    await age(500);
    await kongflow.run(['secrets', 'list']);
    const { exitCode, out } = await kongflow.run([
      'secrets',
      'audit',
      'purge',
      '--older-than',
      '400d',
      '--yes',
      '--actor',
      'janitor',
    ]);
    expect({ exitCode, out: out.slice(0, 17) }).toEqual({ exitCode: 0, out: 'deleted 4 entries' });
    expect(await entries()).toEqual([expect.stringMatching(/^janitor purge before /), 'test list  ok']);
    const verified = await kongflow.run(['secrets', 'verify']);
    expect(verified.exitCode).toBe(0);
    expect(verified.out).toMatch(/^audit log: whole; entries: 2, from entry 5 on\n/);
  });

  test('leaves what is younger', async () => {
    const { out } = await kongflow.run(['secrets', 'audit', 'purge', '--older-than', '400d', '--yes']);
    expect(out).toMatch(/^deleted 0 entries/);
    expect(await entries()).toHaveLength(4);
  });

  test('asks on a terminal, and insists on --yes elsewhere', async () => {
    await age(500);
    const args = ['secrets', 'audit', 'purge', '--older-than', '400d'];
    expect(await kongflow.run(args)).toMatchObject({ exitCode: 2 });
    expect(await kongflow.run(args, { answers: [false] })).toMatchObject({ exitCode: 130 });
    expect(await entries()).toHaveLength(4);
    expect(await kongflow.run(args, { answers: [true] })).toMatchObject({ exitCode: 0 });
    expect(await entries()).toHaveLength(1);
  });

  test.each([[[]], [['--older-than', 'forever']], [['--older-than', '400']]])('refuses %j', async (args) => {
    expect(await kongflow.run(['secrets', 'audit', 'purge', '--yes', ...args])).toMatchObject({ exitCode: 2 });
  });
});
