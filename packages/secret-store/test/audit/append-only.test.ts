import { describe, expect, it } from 'vitest';
import { keys, setup } from './setup.ts';

const refused = { code: 'PERMISSION_DENIED', sqlState: '42501' };

describe('the table', () => {
  it.each([
    ['UPDATE of a field', "UPDATE secret_audit_entries SET actor = 'nobody' WHERE sequence = 2"],
    ['UPDATE that changes nothing', 'UPDATE secret_audit_entries SET actor = actor'],
    ['DELETE of one entry', 'DELETE FROM secret_audit_entries WHERE sequence = 2'],
    ['DELETE of all', 'DELETE FROM secret_audit_entries'],
    ['TRUNCATE', 'TRUNCATE secret_audit_entries'],
  ])('refuses %s', async (_what, statement) => {
    const { audit, database, write } = await setup();
    await write(...keys(3));
    const head = await audit.head();
    await expect(database.query({ text: statement, values: [], rowMode: 'array' })).rejects.toMatchObject(refused);
    expect(await audit.verify({ anchor: head })).toMatchObject({ ok: true, entries: 3, head });
  });

  it('is not opened for DELETE by a temporary table that takes the place of the purge mark', async () => {
    const { audit, database, write } = await setup();
    await write(...keys(3));
    await expect(
      database.transaction(async (tx) => {
        await tx.client.query('CREATE TEMP TABLE secret_audit_chain AS SELECT 1000::bigint AS purged_sequence');
        await tx.query({ text: 'DELETE FROM secret_audit_entries', values: [], rowMode: 'array' });
      }),
    ).rejects.toMatchObject(refused);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('chains what somebody inserts by hand, whatever they say about its place and time', async () => {
    const { audit, sql, write } = await setup();
    await write('before');
    await sql(
      `INSERT INTO secret_audit_entries (sequence, occurred_at, actor, action, key, provider, result, previous_hash, hash)
       SELECT 77, '2001-01-01', 'psql', 'get', n::text, 'database', 'ok', '\\x00', '\\x00' FROM generate_series(1, 3) AS n`,
    );
    await write('after');
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 5 });
    const { entries } = await audit.list({ actor: 'psql' });
    expect(entries.map(({ sequence, key }) => [sequence, key])).toEqual([
      [4, '3'],
      [3, '2'],
      [2, '1'],
    ]);
    expect(entries[0]?.occurredAt.getUTCFullYear()).toBeGreaterThan(2001);
  });

  it('chains what several rows of VALUES insert', async () => {
    const { audit, sql } = await setup();
    await sql(
      "INSERT INTO secret_audit_entries (actor, action, provider, result) VALUES ('a', 'get', 'p', 'ok'), ('b', 'set', 'p', 'ok')",
    );
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
  });
});
