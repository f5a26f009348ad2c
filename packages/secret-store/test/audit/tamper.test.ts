import { describe, expect, it } from 'vitest';
import { keys, RECOMPUTE_CHAIN, setup } from './setup.ts';

/** Cuts the newest entries off and puts the row of the chain where they began. */
const CUT_AND_RESET = `
  DELETE FROM secret_audit_entries WHERE sequence > 3;
  UPDATE secret_audit_chain SET (last_sequence, last_hash) = (SELECT sequence, hash FROM secret_audit_entries WHERE sequence = 3)`;

/** Puts an entry with a right hash and a right link between the third and the fourth, and moves those after it. */
const INSERT_BETWEEN = `
  UPDATE secret_audit_entries SET sequence = sequence + 100 WHERE sequence > 3;
  UPDATE secret_audit_entries SET sequence = sequence - 99 WHERE sequence > 100;
  INSERT INTO secret_audit_entries
  SELECT 4, occurred_at, 'user:2', action, key, provider, result, hash, hash FROM secret_audit_entries WHERE sequence = 3;
  UPDATE secret_audit_entries AS entry SET hash = secret_audit_hash(entry) WHERE sequence = 4;
  UPDATE secret_audit_chain SET last_sequence = last_sequence + 1`;

/** What any role can do that may purge, without switching triggers off. */
const PURGE_BY_HAND = `
  UPDATE secret_audit_chain SET (purged_sequence, purged_hash) = (SELECT 2, hash FROM secret_audit_entries WHERE sequence = 2);
  DELETE FROM secret_audit_entries WHERE sequence <= 2`;

const SWAP = `
  UPDATE secret_audit_entries SET sequence = 100 WHERE sequence = 2;
  UPDATE secret_audit_entries SET sequence = 2 WHERE sequence = 3;
  UPDATE secret_audit_entries SET sequence = 3 WHERE sequence = 100`;

/** Forges an entry and its hash, but not what follows. */
const FORGE_WITH_HASH = `
  UPDATE secret_audit_entries SET actor = 'user:2' WHERE sequence = 3;
  UPDATE secret_audit_entries AS entry SET hash = secret_audit_hash(entry) WHERE sequence = 3`;

const altered = [{ problem: 'ALTERED', sequence: 3 }];
const set = (assignment: string): string => `UPDATE secret_audit_entries SET ${assignment} WHERE sequence = 3`;

describe('verify, of a log of five entries, without an anchor', () => {
  it.each([
    ['a changed actor', set("actor = 'user:2'"), altered],
    ['a changed key', set("key = 'key-4'"), altered],
    ['a key that was taken away', set('key = NULL'), altered],
    ['a changed action', set("action = 'list'"), altered],
    ['a changed provider', set("provider = 'vault'"), altered],
    ['a changed result', set("result = 'not_found'"), altered],
    ['a time changed by a microsecond', set("occurred_at = occurred_at + interval '1 microsecond'"), altered],
    ['a time that is none', set("occurred_at = 'infinity'"), altered],
    ['the last time there can be', set("occurred_at = '294276-12-31 23:59:59.999999Z'"), altered],
    ['a time before Christ', set("occurred_at = '4000-01-01 BC'"), altered],
    [
      'a hash of another entry',
      set("hash = '\\x00'"),
      [
        { problem: 'ALTERED', sequence: 3 },
        { problem: 'RELINKED', sequence: 4 },
      ],
    ],
    [
      'a changed link',
      set("previous_hash = '\\x00'"),
      [
        { problem: 'RELINKED', sequence: 3 },
        { problem: 'ALTERED', sequence: 3 },
      ],
    ],
    ['an entry forged with a right hash', FORGE_WITH_HASH, [{ problem: 'RELINKED', sequence: 4 }]],
    ['a deleted entry', 'DELETE FROM secret_audit_entries WHERE sequence = 3', [{ problem: 'MISSING', sequence: 3 }]],
    [
      'several deleted entries',
      'DELETE FROM secret_audit_entries WHERE sequence IN (1, 3, 4)',
      [
        { problem: 'MISSING', sequence: 1 },
        { problem: 'MISSING', sequence: 3, through: 4 },
      ],
    ],
    [
      'a deleted tail',
      'DELETE FROM secret_audit_entries WHERE sequence > 3',
      [{ problem: 'CUT_TAIL', sequence: 4, through: 5 }],
    ],
    ['no entry left', 'TRUNCATE secret_audit_entries', [{ problem: 'CUT_TAIL', sequence: 1, through: 5 }]],
    [
      'a tail of which only the row of the chain knows the hash',
      `UPDATE secret_audit_entries SET actor = 'user:2' WHERE sequence = 5;
       UPDATE secret_audit_entries AS entry SET hash = secret_audit_hash(entry) WHERE sequence = 5`,
      [{ problem: 'HEAD_MISMATCH', sequence: 5 }],
    ],
    [
      'a forged entry at the end',
      `INSERT INTO secret_audit_entries SELECT 6, occurred_at, 'user:2', action, key, provider, result, hash, hash
         FROM secret_audit_entries WHERE sequence = 5;
       UPDATE secret_audit_entries AS entry SET hash = secret_audit_hash(entry) WHERE sequence = 6`,
      [{ problem: 'BEYOND_HEAD', sequence: 6 }],
    ],
    [
      'a forged entry far behind the end',
      `INSERT INTO secret_audit_entries SELECT 9223372036854775807, occurred_at, actor, action, key, provider, result, hash, hash
         FROM secret_audit_entries WHERE sequence = 5`,
      [
        { problem: 'MISSING', sequence: 6, through: Number(2n ** 63n - 2n) },
        { problem: 'ALTERED', sequence: Number(2n ** 63n - 1n) },
        { problem: 'BEYOND_HEAD', sequence: 6, through: Number(2n ** 63n - 1n) },
      ],
    ],
    [
      'forged entries before the beginning',
      `INSERT INTO secret_audit_entries SELECT n, occurred_at, actor, action, key, provider, result, hash, hash
         FROM secret_audit_entries, unnest(ARRAY[-9, 0]) AS n WHERE sequence = 5`,
      [
        { problem: 'UNPURGED', sequence: -9 },
        { problem: 'UNPURGED', sequence: 0 },
      ],
    ],
    [
      'a forged entry in between',
      INSERT_BETWEEN,
      [
        { problem: 'RELINKED', sequence: 5 },
        { problem: 'ALTERED', sequence: 5 },
        { problem: 'ALTERED', sequence: 6 },
      ],
    ],
    [
      'swapped entries',
      SWAP,
      [
        { problem: 'RELINKED', sequence: 2 },
        { problem: 'ALTERED', sequence: 2 },
        { problem: 'RELINKED', sequence: 3 },
        { problem: 'ALTERED', sequence: 3 },
        { problem: 'RELINKED', sequence: 4 },
      ],
    ],
    [
      'entries that were deleted as if they were purged, without their hash',
      `DELETE FROM secret_audit_entries WHERE sequence <= 2; UPDATE secret_audit_chain SET purged_sequence = 2`,
      [
        { problem: 'RELINKED', sequence: 3 },
        { problem: 'UNRECORDED_PURGE', sequence: 1, through: 2 },
      ],
    ],
    [
      'entries that were deleted as if they were purged',
      PURGE_BY_HAND,
      [{ problem: 'UNRECORDED_PURGE', sequence: 1, through: 2 }],
    ],
    [
      'a purge mark that was moved, and entries that are still there',
      `UPDATE secret_audit_chain SET (purged_sequence, purged_hash) = (SELECT 2, hash FROM secret_audit_entries WHERE sequence = 2)`,
      [
        { problem: 'UNPURGED', sequence: 1 },
        { problem: 'UNPURGED', sequence: 2 },
        { problem: 'UNRECORDED_PURGE', sequence: 1, through: 2 },
      ],
    ],
    [
      'a purge mark behind the end',
      'UPDATE secret_audit_chain SET purged_sequence = 7; TRUNCATE secret_audit_entries',
      [
        { problem: 'UNRECORDED_PURGE', sequence: 1, through: 7 },
        { problem: 'BEYOND_HEAD', sequence: 6, through: 7 },
      ],
    ],
    ['no row of the chain', 'DELETE FROM secret_audit_chain', [{ problem: 'CHAIN_MISSING', sequence: 5 }]],
  ])('notices %s', async (_what, statements, expected) => {
    const { audit, problems, tamper, write } = await setup();
    await write(...keys(5));
    expect(await problems()).toEqual([]);
    await tamper(statements);
    expect(await problems()).toEqual(expected);
    expect(await audit.verify()).toMatchObject({ ok: false, furtherProblems: 0 });
  });

  it('still notices a cut tail when entries have been appended since', async () => {
    const { problems, tamper, write } = await setup();
    await write(...keys(5));
    await tamper('DELETE FROM secret_audit_entries WHERE sequence > 3');
    await write(...keys(5));
    expect(await problems()).toEqual([{ problem: 'MISSING', sequence: 4, through: 5 }]);
  });

  it('still notices a forged last entry when entries have been appended since', async () => {
    const { problems, tamper, write } = await setup();
    await write(...keys(3));
    await tamper(FORGE_WITH_HASH);
    await write('more');
    expect(await problems()).toEqual([{ problem: 'RELINKED', sequence: 4 }]);
  });

  it('reports the first thousand problems and counts the rest', async () => {
    const { audit, tamper } = await setup();
    await audit.append(Array.from({ length: 1500 }, () => ({ ...entry })));
    await tamper("UPDATE secret_audit_entries SET actor = 'user:2'");
    const { problems, furtherProblems, entries } = await audit.verify();
    expect([problems.length, furtherProblems, entries]).toEqual([1000, 500, 1500]);
  });
});

const entry = { actor: 'user:1', action: 'get', key: 'a', provider: 'database', result: 'ok' } as const;

describe('verify with an anchor', () => {
  it.each([
    [
      'a tail that was cut off together with the row of the chain',
      CUT_AND_RESET,
      [{ problem: 'ANCHOR_AHEAD', sequence: 5 }],
    ],
    [
      'a chain that was recomputed',
      `UPDATE secret_audit_entries SET actor = 'user:2' WHERE sequence = 3; ${RECOMPUTE_CHAIN}`,
      [{ problem: 'ANCHOR_MISMATCH', sequence: 5 }],
    ],
  ])('notices %s, which nothing else shows', async (_what, statements, expected) => {
    const { audit, problems, tamper, write } = await setup();
    await write(...keys(5));
    const anchor = await audit.head();
    await write('key-6', 'key-7');
    expect(await problems(anchor)).toEqual([]);
    await tamper(statements);
    expect(await problems()).toEqual([]);
    expect(await problems(anchor)).toEqual(expected);
    // The end of a cut log can be reached again, but not with the same hash.
    await write('more', 'and more', 'and more');
    expect(await audit.verify({ anchor })).toMatchObject({ ok: false });
  });

  it('says that the entry of the anchor is not what it was when it is missing', async () => {
    const { audit, problems, tamper, write } = await setup();
    await write(...keys(2));
    const anchor = await audit.head();
    await write('key-3');
    await tamper('DELETE FROM secret_audit_entries WHERE sequence = 2');
    expect(await problems(anchor)).toEqual([
      { problem: 'MISSING', sequence: 2 },
      { problem: 'ANCHOR_MISMATCH', sequence: 2 },
    ]);
  });
});
