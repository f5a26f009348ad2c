import { describe, expect, it } from 'vitest';
import type { ListAuditInput, SecretAuditLog } from '../../src/index.ts';
import { keys, record, RECOMPUTE_CHAIN, setup, type Setup } from './setup.ts';

/** Sequences of a page. */
async function sequences(audit: SecretAuditLog, input?: ListAuditInput): Promise<number[]> {
  return (await audit.list(input)).entries.map(({ sequence }) => sequence);
}

/** Sequences of all pages, one after the other. */
async function allPages(audit: SecretAuditLog, input: ListAuditInput): Promise<number[]> {
  const found: number[] = [];
  for (let next: number | null = input.after ?? Number.MAX_SAFE_INTEGER; next !== null;) {
    const page = await audit.list({ ...input, ...(input.after === undefined ? { before: next } : { after: next }) });
    found.push(...page.entries.map(({ sequence }) => sequence));
    next = page.next;
  }
  return found;
}

/** Eight entries, an hour apart from one another, the first at midnight. */
async function eightEntries(): Promise<Setup> {
  const bundle = await setup();
  await bundle.audit.append([
    record('a/1'),
    record('a/2', { actor: 'user:2' }),
    record('b', { action: 'set' }),
    record(null, { action: 'purge', actor: 'system' }),
    record('a/1', { action: 'set', actor: 'user:2' }),
    record('a'),
    record('a0', { action: 'list' }),
    record('a/1'),
  ]);
  await bundle.tamper(`UPDATE secret_audit_entries
    SET occurred_at = timestamptz '2026-01-01 00:00Z' + (sequence - 1) * interval '1 hour'; ${RECOMPUTE_CHAIN}`);
  return bundle;
}

const hour = (hours: number): Date => new Date(Date.UTC(2026, 0, 1, hours));

describe('list', () => {
  it('gives entries with all there is to say, newest first', async () => {
    const { audit } = await eightEntries();
    const { entries, next } = await audit.list({ limit: 1 });
    expect(entries).toEqual([
      {
        sequence: 8,
        occurredAt: hour(7),
        actor: 'user:1',
        action: 'get',
        key: 'a/1',
        provider: 'database',
        result: 'ok',
        hash: (await audit.head()).slice('8:'.length),
      },
    ]);
    expect(next).toBe(8);
    expect(await sequences(audit)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('gives nothing of an empty log', async () => {
    const { audit } = await setup();
    expect(await audit.list()).toEqual({ entries: [], next: null });
    expect(await audit.list({ after: 0, from: hour(0) })).toEqual({ entries: [], next: null });
  });

  const filters: [string, ListAuditInput, number[]][] = [
    ['everything', {}, [1, 2, 3, 4, 5, 6, 7, 8]],
    ['a key', { key: 'a/1' }, [1, 5, 8]],
    ['a key that is not there', { key: 'a/' }, []],
    ['a prefix', { keyPrefix: 'a/' }, [1, 2, 5, 8]],
    ['a prefix that is a key', { keyPrefix: 'a' }, [1, 2, 5, 6, 7, 8]],
    ['an actor', { actor: 'user:2' }, [2, 5]],
    ['an action', { action: 'set' }, [3, 5]],
    ['times', { from: hour(2), to: hour(5) }, [3, 4, 5]],
    ['a beginning', { from: hour(6) }, [7, 8]],
    ['an end', { to: hour(1) }, [1]],
    ['a key and an actor', { key: 'a/1', actor: 'user:1' }, [1, 8]],
    ['a key and an action', { key: 'a/1', action: 'get' }, [1, 8]],
    ['a key and times', { key: 'a/1', from: hour(0), to: hour(7) }, [1, 5]],
    [
      'a prefix, an actor, an action and times',
      { keyPrefix: 'a', actor: 'user:1', action: 'get', from: hour(1) },
      [6, 8],
    ],
    ['an actor and an action', { actor: 'user:1', action: 'get' }, [1, 6, 8]],
    ['an actor and times', { actor: 'user:1', from: hour(1), to: hour(6) }, [3, 6]],
    ['an action and times', { action: 'set', to: hour(4) }, [3]],
  ];

  it.each(filters)(
    'finds the entries of %s in both directions, in pages of any size',
    async (_what, input, expected) => {
      const { audit } = await eightEntries();
      expect(await sequences(audit, input)).toEqual(expected.toReversed());
      expect(await sequences(audit, { ...input, after: 0 })).toEqual(expected);
      for (const limit of [1, 2, 3]) {
        expect(await allPages(audit, { ...input, limit })).toEqual(expected.toReversed());
        expect(await allPages(audit, { ...input, limit, after: 0 })).toEqual(expected);
      }
    },
  );

  it('says on the last page that there is no other', async () => {
    const { audit } = await eightEntries();
    expect(await audit.list({ limit: 8 })).toMatchObject({ next: null });
    expect(await audit.list({ limit: 7 })).toMatchObject({ next: 2 });
    expect(await audit.list({ limit: 7, before: 2 })).toMatchObject({ next: null });
    expect(await audit.list({ limit: 7, after: 0 })).toMatchObject({ next: 7 });
  });

  it('starts from places where no entry is', async () => {
    const { audit } = await eightEntries();
    expect(await sequences(audit, { before: 3 })).toEqual([2, 1]);
    expect(await sequences(audit, { before: 0 })).toEqual([]);
    expect(await sequences(audit, { after: 7 })).toEqual([8]);
    expect(await sequences(audit, { after: 100 })).toEqual([]);
    for (const times of [{ from: hour(0) }, { to: hour(24) }]) {
      expect(await sequences(audit, { ...times, before: 100, limit: 2 })).toEqual([8, 7]);
      expect(await sequences(audit, { ...times, before: 0 })).toEqual([]);
      expect(await sequences(audit, { ...times, after: 100 })).toEqual([]);
    }
  });

  it('ends, or begins, where entries were purged between two pages', async () => {
    const { audit } = await eightEntries();
    await audit.purge({ actor: 'system', before: hour(5) });
    for (const times of [{}, { to: hour(24) }]) {
      expect(await sequences(audit, { ...times, before: 4 })).toEqual([]);
      expect(await sequences(audit, { ...times, after: 3, limit: 2 })).toEqual([6, 7]);
    }
  });

  it('leaves none out, and gives none twice, where the clock was set back', async () => {
    const { audit, tamper } = await setup();
    await audit.append(keys(6).map((key) => record(key)));
    await tamper(`UPDATE secret_audit_entries SET occurred_at = timestamptz '2026-01-01 00:00Z'
      + (ARRAY[0, 3, 1, 1, 4, 2])[sequence] * interval '1 hour'; ${RECOMPUTE_CHAIN}`);
    expect(await allPages(audit, { from: hour(1), limit: 1 })).toEqual([5, 2, 6, 4, 3]);
    expect(await allPages(audit, { from: hour(1), limit: 2, after: 0 })).toEqual([3, 4, 6, 2, 5]);
  });

  it('takes a prefix by its bytes, however wild', async () => {
    const { audit } = await setup();
    const wild = [
      '%',
      '%a',
      '_',
      'é',
      'éa',
      '\ud7ff',
      '\ud7ffx',
      '\ue000',
      '😀',
      '😀😀',
      '\u{10ffff}',
      '\u{10ffff}\u{10ffff}',
    ];
    await audit.append(wild.map((key) => record(key)));
    for (const keyPrefix of wild) {
      const { entries } = await audit.list({ keyPrefix, after: 0 });
      expect(entries.map(({ key }) => key)).toEqual(wild.filter((key) => key.startsWith(keyPrefix)));
    }
  });

  // What JavaScript may hand over.
  const unknownAction: ListAuditInput = JSON.parse('{"action":"steal"}');

  it.each<[string, ListAuditInput]>([
    ['a key and a prefix', { key: 'a', keyPrefix: 'a' }],
    ['two directions', { before: 1, after: 1 }],
    ['an empty key', { key: '' }],
    ['an empty prefix', { keyPrefix: '' }],
    ['a NUL', { actor: '\0' }],
    ['an unknown action', unknownAction],
    ['no limit', { limit: 0 }],
    ['a limit that is too large', { limit: 1001 }],
    ['a negative place', { after: -1 }],
    ['half a place', { before: 1.5 }],
    ['a time that is none', { from: new Date(Number.NaN) }],
  ])('refuses %s', async (_what, input) => {
    const { audit } = await setup();
    await expect(audit.list(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
