import { createLogger } from '@kongflow/logger';
import { describe, expect, it } from 'vitest';
import { SecretAuditLog } from '../../src/index.ts';
import { keys, RECOMPUTE_CHAIN, record, setup } from './setup.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes the log what it were if its first `count` entries were `days` old. */
function age(count: number, days: number): string {
  return `UPDATE secret_audit_entries SET occurred_at = occurred_at - interval '${days} days' WHERE sequence <= ${count};
    ${RECOMPUTE_CHAIN}`;
}

describe('purge', () => {
  it('deletes what is old, says so in an entry, and leaves a log that can be verified', async () => {
    const { audit, sql, tamper, write } = await setup();
    await write(...keys(10));
    await tamper(age(6, 40));
    const anchor = await audit.head();
    expect(await audit.purge({ actor: 'user:9', olderThanDays: 30 })).toBe(6);
    expect(await audit.verify({ anchor })).toMatchObject({ ok: true, entries: 5, firstSequence: 7, problems: [] });
    const [entry] = (await audit.list()).entries;
    expect(entry).toMatchObject({ sequence: 11, actor: 'user:9', action: 'purge', provider: 'audit', result: 'ok' });
    expect(entry?.key).toMatch(/^before \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z, up to entry 6$/);
    const cutoff = Date.parse(/^before (\S+),/.exec(entry?.key ?? '')?.[1] ?? '');
    expect(Math.abs(Date.now() - 30 * DAY_MS - cutoff)).toBeLessThan(DAY_MS);
    expect(await sql('SELECT purged_sequence FROM secret_audit_chain')).toEqual([['6']]);
    await write('after');
    expect(await audit.verify({ anchor })).toMatchObject({ ok: true, entries: 6 });
  });

  it.each([1, 2, 3, 5, 6, 100])('deletes the same in batches of %d', async (batchSize) => {
    const { audit, tamper, write } = await setup();
    await write(...keys(8));
    await tamper(age(6, 40));
    expect(await audit.purge({ actor: 'system', olderThanDays: 30, batchSize })).toBe(6);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 3, firstSequence: 7 });
  });

  it('leaves the log as it is, without an entry, when nothing is due', async () => {
    const { audit, write } = await setup();
    expect(await audit.purge({ actor: 'system', olderThanDays: 30 })).toBe(0);
    await write('young');
    const head = await audit.head();
    expect(await audit.purge({ actor: 'system', olderThanDays: 1 })).toBe(0);
    expect(await audit.head()).toBe(head);
  });

  it('keeps the entry about itself also when the time lies in the future, and the log goes on from there', async () => {
    const { audit, write } = await setup();
    await write(...keys(5));
    const before = new Date(Date.now() + DAY_MS);
    expect(await audit.purge({ actor: 'system', before })).toBe(5);
    expect((await audit.list()).entries.map(({ sequence, action }) => [sequence, action])).toEqual([[6, 'purge']]);
    expect(await audit.purge({ actor: 'system', before })).toBe(1);
    await write('more');
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2, firstSequence: 7 });
  });

  it('stops at an entry that is not old, whatever the clock said after it', async () => {
    const { audit, tamper, write } = await setup();
    await write(...keys(6));
    await tamper(`${age(2, 40)}; UPDATE secret_audit_entries SET occurred_at = occurred_at - interval '40 days' WHERE sequence = 4;
      ${RECOMPUTE_CHAIN}`);
    expect(await audit.purge({ actor: 'system', olderThanDays: 30 })).toBe(2);
    expect(await audit.verify()).toMatchObject({ ok: true, firstSequence: 3 });
  });

  it('says that an anchor is purged, and still takes the one at the mark', async () => {
    const { audit, problems, tamper, write } = await setup();
    await write(...keys(4));
    await tamper(age(3, 40));
    const anchors = (await audit.list({ after: 0 })).entries.map(({ sequence, hash }) => `${sequence}:${hash}`);
    await audit.purge({ actor: 'system', olderThanDays: 30 });
    expect(await Promise.all(anchors.map((anchor) => problems(anchor)))).toEqual([
      [{ problem: 'ANCHOR_PURGED', sequence: 1 }],
      [{ problem: 'ANCHOR_PURGED', sequence: 2 }],
      [],
      [],
    ]);
    expect(await problems(anchors[2]?.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')))).toEqual([
      { problem: 'ANCHOR_MISMATCH', sequence: 3 },
    ]);
  });

  it('accounts for no more than it says: whoever deletes more by hand is found out, also by an anchor from after it', async () => {
    const { audit, problems, sql, tamper, write } = await setup();
    await write(...keys(6));
    await tamper(age(2, 40));
    await audit.purge({ actor: 'system', olderThanDays: 30 });
    const anchor = await audit.head();
    await sql(`UPDATE secret_audit_chain SET (purged_sequence, purged_hash) =
      (SELECT sequence, hash FROM secret_audit_entries WHERE sequence = 5)`);
    await sql('DELETE FROM secret_audit_entries WHERE sequence <= 5');
    expect(await problems(anchor)).toEqual([{ problem: 'UNRECORDED_PURGE', sequence: 3, through: 5 }]);
    await audit.purge({ actor: 'system', before: new Date(Date.now() + DAY_MS) });
    expect(await problems(anchor)).toEqual([]);
  });

  it('leaves a log that can be verified when it dies between two batches, and goes on the next time', async () => {
    const { audit, tamper, write } = await setup();
    await write(...keys(9));
    await tamper(age(7, 40));
    const controller = new AbortController();
    const signal = new Proxy(controller.signal, {
      get(target, property) {
        if (property !== 'throwIfAborted') return Reflect.get(target, property, target);
        return () => {
          asked += 1;
          if (asked === 3) throw new Error('killed');
        };
      },
    });
    let asked = 0;
    await expect(audit.purge({ actor: 'system', olderThanDays: 30, batchSize: 2, signal })).rejects.toThrow('killed');
    expect(await audit.verify()).toMatchObject({ ok: true, firstSequence: 5 });
    expect(await audit.purge({ actor: 'system', olderThanDays: 30, batchSize: 2 })).toBe(3);
    expect(await audit.verify()).toMatchObject({ ok: true, firstSequence: 8, entries: 4 });
  });

  it('keeps the chain whole while others append, purge and verify', async () => {
    const { audit, url, tamper } = await setup();
    await audit.append(keys(400).map((key) => record(key)));
    await tamper(age(300, 40));
    const anchor = await audit.head();
    const stop = new AbortController();
    const writer = (async () => {
      while (!stop.signal.aborted) await audit.append([record('meanwhile')]);
    })();
    const verifier = (async () => {
      const problems = [];
      while (!stop.signal.aborted) problems.push(...(await audit.verify({ anchor, batchSize: 40 })).problems);
      return problems;
    })();
    const counts = await Promise.all(
      [1, 2, 3, 5, 7, 11, 13, 17].map((batchSize) => audit.purge({ actor: url, olderThanDays: 30, batchSize })),
    ).finally(() => {
      stop.abort();
    });
    await writer;
    expect(await verifier).toEqual([]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(await audit.verify({ anchor })).toMatchObject({ ok: true, firstSequence: 301 });
  });

  it('tells the logger how many went', async () => {
    const { database, tamper, write } = await setup();
    await write(...keys(3));
    await tamper(age(2, 40));
    const lines: string[] = [];
    const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
    await new SecretAuditLog({ database, logger }).purge({ actor: 'user:9', olderThanDays: 30 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ actor: 'user:9', count: 2 });
  });

  it.each([
    ['neither days nor time', {}],
    ['both', { olderThanDays: 1, before: new Date() }],
    ['no days', { olderThanDays: 0 }],
    ['half a day', { olderThanDays: 0.5 }],
    ['a time that is none', { before: new Date(Number.NaN) }],
    ['an empty batch', { olderThanDays: 1, batchSize: 0 }],
    ['nobody', { olderThanDays: 1, actor: '' }],
  ])('refuses %s', async (_what, input) => {
    const { audit } = await setup();
    await expect(audit.purge({ actor: 'system', ...input })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
