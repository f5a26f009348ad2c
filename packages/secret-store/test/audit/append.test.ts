import { createDatabase } from '@kongflow/database';
import { describe, expect, it } from 'vitest';
import { SecretAuditLog, SecretStoreError, type SecretAuditRecord } from '../../src/index.ts';
import { keys, record, setup } from './setup.ts';

const invalid: [string, Partial<SecretAuditRecord>][] = [
  ['an empty actor', { actor: '' }],
  ['an actor that is too long', { actor: 'a'.repeat(501) }],
  ['an actor with a NUL', { actor: 'a\0b' }],
  ['a key that is too long', { key: 'k'.repeat(501) }],
  ['a key with a NUL', { key: '\0' }],
  ['a key with half a character', { key: 'a\ud800' }],
  ['an empty provider', { provider: '' }],
  ['a provider with a NUL', { provider: 'p\0' }],
  ['an empty result', { result: '' }],
  ['a result that is too long', { result: 'r'.repeat(501) }],
  // What JavaScript may hand over.
  ['an unknown action', JSON.parse('{"action":"steal"}')],
];

describe('append', () => {
  it('keeps who, what, which key, where and what came of it, in order', async () => {
    const { audit, sql } = await setup();
    await audit.append([
      record('oauth.github'),
      record(null, { action: 'purge', actor: 'system' }),
      record('', { action: 'list', provider: 'vault', result: 'PROVIDER_DENIED' }),
    ]);
    expect(
      await sql('SELECT sequence, actor, action, key, provider, result FROM secret_audit_entries ORDER BY sequence'),
    ).toEqual([
      ['1', 'user:1', 'get', 'oauth.github', 'database', 'ok'],
      ['2', 'system', 'purge', null, 'database', 'ok'],
      ['3', 'user:1', 'list', '', 'vault', 'PROVIDER_DENIED'],
    ]);
    expect(await sql("SELECT DISTINCT now() - occurred_at < interval '1 minute' FROM secret_audit_entries")).toEqual([
      [true],
    ]);
  });

  it('takes the longest texts there are, and characters of any language', async () => {
    const { audit } = await setup();
    const longest = '\u{10ffff}'.repeat(250);
    await audit.append([record(longest, { actor: longest, provider: longest, result: longest })]);
    await audit.append([record('schlüssel/鍵/😀', { actor: "Robert'); --" })]);
    const { entries } = await audit.list();
    expect(entries.map(({ key }) => key)).toEqual(['schlüssel/鍵/😀', longest]);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('does nothing when there is nothing to append', async () => {
    const { audit, database } = await setup();
    await audit.append([]);
    await database.transaction((tx) => audit.append([], { tx }));
    expect(await audit.head()).toBe(`0:${'0'.repeat(64)}`);
  });

  it.each(invalid)('refuses %s, and stores nothing of that call', async (_what, fields) => {
    const { audit, database } = await setup();
    const records = [record('good'), record('bad', fields)];
    await expect(audit.append(records)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(database.transaction((tx) => audit.append(records, { tx }))).rejects.toBeInstanceOf(SecretStoreError);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 0 });
  });

  it('refuses more records than one statement should carry', async () => {
    const { audit } = await setup();
    await expect(audit.append(keys(10_001).map((key) => record(key)))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('stores what concurrent callers bring in few statements, each in order', async () => {
    const { audit, sql, database } = await setup();
    const sent: (string | undefined)[] = [];
    const counted = new SecretAuditLog({
      database: new Proxy(database, {
        get: (target, property) =>
          property === 'query'
            ? async (config: Parameters<typeof target.query>[0]) => {
                sent.push(config.name);
                return target.query(config);
              }
            : Reflect.get(target, property, target),
      }),
    });
    await Promise.all(keys(250).map((key) => counted.append([record(key), record(`${key}b`), record(`${key}c`)])));
    expect(sent).toHaveLength(1);
    await Promise.all(keys(1001).map((key) => counted.append([record(key)])));
    expect(sent).toHaveLength(3);
    const rows = await sql('SELECT key FROM secret_audit_entries ORDER BY sequence LIMIT 750');
    expect(rows.flat()).toEqual(keys(250).flatMap((key) => [key, `${key}b`, `${key}c`]));
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 1751 });
  });

  it('fails those whose records were on their way when the database went, and goes on when it is back', async () => {
    const { audit, database, sql, tamper } = await setup();
    await sql("ALTER TABLE secret_audit_entries ADD CONSTRAINT outage CHECK (key <> 'lost')");
    const failed = audit.append([record('lost')]);
    await expect(failed).rejects.toMatchObject({ code: 'CHECK_VIOLATION' });
    await audit.append([record('kept')]);
    await tamper('ALTER TABLE secret_audit_entries DROP CONSTRAINT outage');
    await audit.append([record('lost')]);
    expect((await audit.list()).entries.map(({ sequence, key }) => [sequence, key])).toEqual([
      [2, 'lost'],
      [1, 'kept'],
    ]);
    expect(database.pool.waitingCount).toBe(0);
  });

  it('rejects when the database is closed', async () => {
    const { url } = await setup();
    const database = createDatabase({ connectionString: url });
    await database.close();
    await expect(new SecretAuditLog({ database }).append([record('late')])).rejects.toThrow();
  });
});

describe('append within a transaction', () => {
  it('is stored with it', async () => {
    const { audit, database, sql } = await setup();
    await database.transaction(async (tx) => {
      await audit.append([record('a'), record('b')], { tx });
      expect(await sql('SELECT count(*) FROM secret_audit_entries')).toEqual([['0']]);
      await audit.append([record('c')], { tx });
    });
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('goes with it when it is rolled back, and leaves no gap', async () => {
    const { audit, database, write } = await setup();
    await write('before');
    const head = await audit.head();
    await expect(
      database.transaction(async (tx) => {
        await audit.append([record('undone')], { tx });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await audit.head()).toBe(head);
    await write('after');
    expect((await audit.list()).entries.map(({ sequence, key }) => [sequence, key])).toEqual([
      [2, 'after'],
      [1, 'before'],
    ]);
    expect(await audit.verify({ anchor: head })).toMatchObject({ ok: true });
  });

  it('leaves no gap either when a savepoint is rolled back', async () => {
    const { audit, database } = await setup();
    await database.transaction(async (tx) => {
      await audit.append([record('a')], { tx });
      await tx.client.query('SAVEPOINT here');
      await audit.append([record('b'), record('c')], { tx });
      await tx.client.query('ROLLBACK TO SAVEPOINT here');
      await audit.append([record('d')], { tx });
    });
    expect((await audit.list()).entries.map(({ sequence, key }) => [sequence, key])).toEqual([
      [2, 'd'],
      [1, 'a'],
    ]);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('fails by a serialization failure where the transaction sees an older end of the chain', async () => {
    const { audit, database, write } = await setup();
    await expect(
      database.transaction(
        async (tx) => {
          await tx.query({ text: 'SELECT 1', values: [], rowMode: 'array' });
          await write('first');
          await audit.append([record('second')], { tx });
        },
        { isolation: 'repeatable read' },
      ),
    ).rejects.toMatchObject({ code: 'SERIALIZATION_FAILURE', isRetryable: true });
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 1 });
  });
});
