import { expect, it } from 'vitest';
import { waitFor } from '@kongflow/testing';
import { AUDIT_PROBLEMS, SecretStoreError } from '../../src/index.ts';
import { keys, record, setup } from './setup.ts';

const nothing = '0'.repeat(64);

it('an empty log is in order, and its end is an anchor', async () => {
  const { audit } = await setup();
  const empty = { ok: true, entries: 0, firstSequence: null, head: `0:${nothing}`, problems: [], furtherProblems: 0 };
  expect(await audit.verify()).toEqual(empty);
  expect(await audit.verify({ anchor: await audit.head() })).toEqual(empty);
});

it('every batch size reads the same chain to its end', async () => {
  const { audit, write } = await setup();
  await write(...keys(7));
  const head = await audit.head();
  expect(head).toMatch(/^7:[\da-f]{64}$/);
  for (const batchSize of [1, 2, 6, 7, 8, 10_000]) {
    expect(await audit.verify({ batchSize })).toEqual({
      ok: true,
      entries: 7,
      firstSequence: 1,
      head,
      problems: [],
      furtherProblems: 0,
    });
  }
});

it('every end that the log ever had is an anchor, also in capitals', async () => {
  const { audit, write } = await setup();
  const heads = [await audit.head()];
  for (const key of keys(4)) {
    await write(key);
    heads.push(await audit.head());
  }
  for (const anchor of heads) expect(await audit.verify({ anchor: anchor.toUpperCase() })).toMatchObject({ ok: true });
  const { entries } = await audit.list({ after: 0 });
  expect(entries.map(({ sequence, hash }) => `${sequence}:${hash}`)).toEqual(heads.slice(1));
});

it.each(['', '5', '5:', `5:${'a'.repeat(63)}`, `-1:${nothing}`, `x:${nothing}`, `5:${'g'.repeat(64)}`])(
  'an anchor that is none (%j) is refused, so that nobody believes it was compared',
  async (anchor) => {
    const { audit } = await setup();
    await expect(audit.verify({ anchor })).rejects.toBeInstanceOf(SecretStoreError);
  },
);

it.each([0, 1.5, 10_001])('a batch size of %d is refused', async (batchSize) => {
  const { audit } = await setup();
  await expect(audit.verify({ batchSize })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('gives up when the signal says so', async () => {
  const { audit, database, write } = await setup();
  await write('a', 'b');
  const reason = new Error('enough');
  await expect(audit.verify({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await waitFor(() => database.pool.idleCount === database.pool.totalCount);
});

it('a log that is written to meanwhile is verified up to the end it had at the start', async () => {
  const { audit } = await setup();
  await audit.append(keys(500).map((key) => record(key)));
  const head = await audit.head();
  const stop = new AbortController();
  const writers = keys(4).map(async (key) => {
    while (!stop.signal.aborted) await audit.append([record(key)]);
  });
  try {
    for (let round = 0; round < 5; round += 1) {
      const verification = await audit.verify({ anchor: head, batchSize: 50 });
      expect(verification).toMatchObject({ ok: true, problems: [] });
      expect(verification.head.split(':')[0]).toBe(String(verification.entries));
    }
  } finally {
    stop.abort();
    await Promise.all(writers);
  }
});

it('entries of a transaction that is not over are not missed', async () => {
  const { audit, database, write } = await setup();
  await write('a');
  await database.transaction(async (tx) => {
    await audit.append([record('b')], { tx });
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 1 });
  });
  expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
});

it('head says so when the row of the chain is gone', async () => {
  const { audit, tamper } = await setup();
  await tamper('DELETE FROM secret_audit_chain');
  await expect(audit.head()).rejects.toMatchObject({ code: 'UNEXPECTED_ROW_COUNT' });
});

it('the kinds of problems are listed for those who show them', () => {
  expect(AUDIT_PROBLEMS).toEqual([...new Set(AUDIT_PROBLEMS)].toSorted());
});
