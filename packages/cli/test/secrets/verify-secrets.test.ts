import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
beforeEach(async () => {
  kongflow = await setup();
  for (const key of ['a', 'b', 'c']) await kongflow.run(['secrets', 'set', key], { input: 'hunter2' });
});
afterEach(async () => kongflow[Symbol.asyncDispose]());

async function tamper(text: string): Promise<void> {
  await kongflow.database.transaction(async (tx) => {
    await tx.query({ text: 'ALTER TABLE secret_audit_entries DISABLE TRIGGER USER', values: [], rowMode: 'array' });
    await tx.query({ text, values: [], rowMode: 'array' });
    await tx.query({ text: 'ALTER TABLE secret_audit_entries ENABLE TRIGGER USER', values: [], rowMode: 'array' });
  });
}

async function anchor(): Promise<string> {
  const { out } = await kongflow.run(['secrets', 'verify']);
  return /^anchor: (\d+:[\da-f]{64})$/m.exec(out)?.[1] ?? '';
}

test('says that the log is whole, and what to note', async () => {
  expect(await kongflow.run(['secrets', 'verify'])).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^audit log: whole; entries: 3\nanchor: 3:[\da-f]{64}\n$/),
    error: '',
  });
});

test('needs no encryption key, and leaves no entry', async () => {
  await kongflow.run(['secrets', 'verify'], { env: { KONGFLOW_ENCRYPTION_KEY: undefined } });
  expect(await kongflow.trail()).toHaveLength(3);
});

test.each([
  [`UPDATE secret_audit_entries SET actor = 'nobody' WHERE sequence = 2`, 'entry 2 was altered (ALTERED)'],
  [`DELETE FROM secret_audit_entries WHERE sequence = 2`, 'entry 2 is missing, though it was not purged (MISSING)'],
  [
    `DELETE FROM secret_audit_entries WHERE sequence = 3`,
    'entry 3 is missing: the newest entries were deleted (CUT_TAIL)',
  ],
])('finds %s', async (sql, problem) => {
  await tamper(sql);
  const { exitCode, out, error } = await kongflow.run(['secrets', 'verify']);
  expect(exitCode).toBe(1);
  expect(out).toContain('NOT WHOLE');
  expect(error.split('\n')).toContain(`problem: ${problem}`);
});

test('an anchor shows what the log alone cannot', async () => {
  const noted = await anchor();
  expect(await kongflow.run(['secrets', 'verify', '--anchor', noted])).toMatchObject({ exitCode: 0 });
  await tamper(`
    WITH gone AS (DELETE FROM secret_audit_entries WHERE sequence = 3)
    UPDATE secret_audit_chain SET last_sequence = 2,
      last_hash = (SELECT hash FROM secret_audit_entries WHERE sequence = 2)`);
  expect(await kongflow.run(['secrets', 'verify'])).toMatchObject({ exitCode: 0 });
  const { exitCode, error } = await kongflow.run(['secrets', 'verify', '--anchor', noted]);
  expect(exitCode).toBe(1);
  expect(error).toContain('(ANCHOR_AHEAD)');
});

test('refuses an anchor that is none', async () => {
  const { exitCode, error } = await kongflow.run(['secrets', 'verify', '--anchor', '3']);
  expect({ exitCode, error }).toEqual({
    exitCode: 2,
    error: 'error: anchor must be "<sequence>:<64 hexadecimal digits>", as head() gives it\n',
  });
});

describe('--values', () => {
  test('says that all can be read, shows none, and notes the listing only', async () => {
    const { exitCode, out, error } = await kongflow.run(['secrets', 'verify', '--values']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/\nsecrets: 3 checked, all can be read\n$/);
    expect(out + error).not.toContain('hunter2');
    expect((await kongflow.trail()).slice(3)).toEqual(['test list  ok']);
  });

  test('names each that cannot be read, and ends with 1', async () => {
    await kongflow.store.setSecrets(
      Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${1000 + index}`, 'x'])),
    );
    await kongflow.database.query({
      text: `UPDATE secret_store SET value = other.value FROM secret_store AS other
             WHERE other.key = 'a' AND secret_store.key IN ('k1007', 'k1999')`,
      values: [],
      rowMode: 'array',
    });
    const { exitCode, out, error } = await kongflow.run(['secrets', 'verify', '--values']);
    expect(exitCode).toBe(1);
    expect(out).toContain('secrets: 1003 checked, 2 CANNOT BE READ\n');
    expect(error).toMatch(
      /^problem: secret k1007 cannot be read \((\w+)\)\nproblem: secret k1999 cannot be read \(\1\)\n$/,
    );
  });

  test('takes those of a prefix', async () => {
    const env = { KONGFLOW_ENCRYPTION_KEY: 'f'.repeat(64) };
    const { exitCode, out } = await kongflow.run(['secrets', 'verify', '--values', '--prefix', 'b', '--json'], { env });
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      audit: { ok: true, entries: 3, problems: [] },
      values: { checked: 1, unreadable: [{ key: 'b', code: 'UNKNOWN_ENCRYPTION_KEY' }] },
    });
  });
});
