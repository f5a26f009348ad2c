import { DatabaseError, type Transaction } from '@kongflow/database';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiVoteService, InTransaction } from '../src/index.ts';
import { userMissing } from './support/fake-repository.ts';
import { setupFake } from './support/setup.ts';

describe('call', () => {
  it('returns the vote and that it is new', async () => {
    const { repository, userId, votes } = setupFake();
    const vote = await votes.call({ userId, identifier: 'github' });
    expect(vote).toEqual({ ...repository.votes[0], isNewVote: true });
    expect(vote).toMatchObject({ userId, apiIdentifier: 'github' });
  });

  it('returns the same vote the second time, and that it is not new', async () => {
    const { repository, userId, votes } = setupFake();
    const first = await votes.call({ userId, identifier: 'github' });
    expect(await votes.call({ userId, identifier: 'github' })).toEqual({ ...first, isNewVote: false });
    expect(repository.votes).toHaveLength(1);
  });

  it('asks the database once', async () => {
    const { repository, userId, votes } = setupFake();
    await votes.call({ userId, identifier: 'github' });
    expect(repository.calls).toEqual(['ensureVote']);
  });

  it('takes any text for an identifier, as it is', async () => {
    const { userId, votes } = setupFake();
    const identifier = ' GitHub — 代码托管 🐙 ';
    expect((await votes.call({ userId, identifier })).apiIdentifier).toBe(identifier);
    expect((await votes.call({ userId, identifier: identifier.toLowerCase() })).isNewVote).toBe(true);
  });

  it('says that there is no such user, and why', async () => {
    const { votes } = setupFake();
    const userId = randomUUID();
    const refused = votes.call({ userId, identifier: 'github' });
    await expect(refused).rejects.toMatchObject({
      name: 'ApiVoteError',
      code: 'USER_NOT_FOUND',
      message: expect.stringContaining(userId),
      cause: { code: 'FOREIGN_KEY_VIOLATION' },
    });
  });

  it.each([
    new DatabaseError('CONNECTION', 'The connection was lost.'),
    userMissing('some_other_fkey'),
    new Error('something else'),
  ])('lets other errors pass: %s', async (failure) => {
    const { repository, userId, votes } = setupFake();
    repository.failure = failure;
    await expect(votes.call({ userId, identifier: 'github' })).rejects.toBe(failure);
  });

  it('does not invent a vote that the database did not return', async () => {
    const { repository, userId, votes } = setupFake();
    repository.losesRows = true;
    await expect(votes.call({ userId, identifier: 'github' })).rejects.toMatchObject({ code: 'UNEXPECTED_ROW_COUNT' });
  });
});

describe('delete', () => {
  it('takes a vote back, once', async () => {
    const { repository, userId, votes } = setupFake();
    await votes.call({ userId, identifier: 'github' });
    await votes.call({ userId, identifier: 'gitlab' });
    expect(await votes.delete({ userId, identifier: 'github' })).toBe(true);
    expect(await votes.delete({ userId, identifier: 'github' })).toBe(false);
    expect(repository.votes.map(({ apiIdentifier }) => apiIdentifier)).toEqual(['gitlab']);
  });

  it('makes the next vote a new one', async () => {
    const { userId, votes } = setupFake();
    const first = await votes.call({ userId, identifier: 'github' });
    await votes.delete({ userId, identifier: 'github' });
    const second = await votes.call({ userId, identifier: 'github' });
    expect(second.isNewVote).toBe(true);
    expect(second.id).not.toBe(first.id);
  });
});

describe('list', () => {
  it('returns 25 votes unless it is told otherwise', async () => {
    const { userId, votes } = setupFake();
    for (let n = 1; n <= 30; n += 1) await votes.call({ userId, identifier: `api-${n}` });
    const page = await votes.list({ userId });
    expect(page.map(({ apiIdentifier }) => apiIdentifier)).toEqual(
      Array.from({ length: 25 }, (_, index) => `api-${30 - index}`),
    );
    expect(await votes.list({ userId, after: page.at(-1)?.id, limit: 100 })).toHaveLength(5);
  });
});

describe('hasVoted', () => {
  it('answers which of the identifiers have the vote of the user', async () => {
    const { userId, votes } = setupFake();
    await votes.call({ userId, identifier: 'github' });
    await votes.call({ userId, identifier: 'slack' });
    expect(await votes.hasVoted({ userId, identifiers: ['github', 'stripe'] })).toEqual(new Set(['github']));
  });

  it('asks the database nothing about no identifiers', async () => {
    const { repository, userId, votes } = setupFake();
    expect(await votes.hasVoted({ userId, identifiers: [] })).toEqual(new Set());
    expect(repository.calls).toEqual([]);
  });
});

describe('countAll', () => {
  it('asks the database nothing about no identifiers', async () => {
    const { repository, userId, votes } = setupFake();
    await votes.call({ userId, identifier: 'github' });
    repository.calls.length = 0;
    expect(await votes.countAll({ identifiers: [] })).toEqual([]);
    expect(repository.calls).toEqual([]);
  });

  it('counts what has votes when it is not told what to count', async () => {
    const { repository, userId, votes } = setupFake();
    await votes.call({ userId, identifier: 'github' });
    repository.calls.length = 0;
    expect(await votes.countAll()).toEqual([{ identifier: 'github', votes: 1 }]);
    expect(repository.calls).toEqual(['countVotesOfAll']);
  });
});

const valid = { userId: randomUUID(), identifier: 'github' };
const many = Array.from({ length: 1001 }, (_, n) => `api-${n}`);
const badIdentifiers = ['', 'a\0b', 'x'.repeat(501), 42, null, undefined];
const badUsers = ['', 'ada', `${valid.userId} `, 42, null, undefined];

/** What a caller without types could pass. */
function untyped(votes: ApiVoteService, method: keyof ApiVoteService, input: unknown): Promise<unknown> {
  const run = votes[method] as (input: unknown) => Promise<unknown>;
  return run.call(votes, input);
}

describe('bad input', () => {
  it.each([
    ...badIdentifiers.flatMap((identifier) => [
      ['call', { ...valid, identifier }, 'identifier'] as const,
      ['delete', { ...valid, identifier }, 'identifier'] as const,
      ['count', identifier, ''] as const,
      ['hasVoted', { userId: valid.userId, identifiers: ['github', identifier] }, 'identifiers'] as const,
      ['countAll', { identifiers: ['github', identifier] }, 'identifiers'] as const,
    ]),
    ...badUsers.flatMap((userId) => [
      ['call', { ...valid, userId }, 'userId'] as const,
      ['delete', { ...valid, userId }, 'userId'] as const,
      ['list', { userId }, 'userId'] as const,
      ['hasVoted', { userId, identifiers: ['github'] }, 'userId'] as const,
    ]),
    ...[0, 101, 1.5, -1, '5', null].map((limit) => ['list', { userId: valid.userId, limit }, 'limit'] as const),
    ...[0, 1001, 1.5, -1, '5', null].map((limit) => ['countAll', { limit }, 'limit'] as const),
    ...['', 'first', 7, null].map((after) => ['list', { userId: valid.userId, after }, 'after'] as const),
    ['hasVoted', { userId: valid.userId, identifiers: many }, 'identifiers'] as const,
    ['countAll', { identifiers: many }, 'identifiers'] as const,
  ])('%s refuses %j, names the field and asks the database nothing', async (method, input, field) => {
    const { repository, votes } = setupFake();
    await expect(untyped(votes, method, input)).rejects.toMatchObject({
      name: 'ApiVoteError',
      code: 'INVALID_INPUT',
      message: expect.stringContaining(field),
    });
    expect(repository.calls).toEqual([]);
  });

  it.each([
    ['call', { ...valid, identifier: 'x'.repeat(500) }],
    ['list', { userId: valid.userId, limit: 100, after: randomUUID() }],
    ['hasVoted', { userId: valid.userId, identifiers: many.slice(1) }],
    ['countAll', { identifiers: many.slice(1), limit: 1000 }],
  ] as const)('%s takes what is just within the bounds', async (method, input) => {
    const { repository, votes } = setupFake();
    repository.users.add(valid.userId);
    await untyped(votes, method, input);
    expect(repository.calls).toHaveLength(1);
  });
});

describe("the caller's transaction", () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake only keeps it
  const tx = {} as Transaction;
  it.each([
    ['call', (votes: ApiVoteService, given?: InTransaction) => votes.call(valid, given)],
    ['delete', (votes: ApiVoteService, given?: InTransaction) => votes.delete(valid, given)],
    ['list', (votes: ApiVoteService, given?: InTransaction) => votes.list(valid, given)],
    [
      'hasVoted',
      (votes: ApiVoteService, given?: InTransaction) => votes.hasVoted({ ...valid, identifiers: ['github'] }, given),
    ],
    ['count', (votes: ApiVoteService, given?: InTransaction) => votes.count('github', given)],
    ['countAll', (votes: ApiVoteService, given?: InTransaction) => votes.countAll({}, given)],
  ])('is joined by %s when it is given', async (_method, run) => {
    const { repository, votes } = setupFake();
    repository.users.add(valid.userId);
    await run(votes, { tx });
    await run(votes);
    expect(repository.transactions).toEqual([tx, undefined]);
    expect(repository.transactions[0]).toBe(tx);
  });
});
