import { randomUUID } from 'node:crypto';
import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { setupDatabase } from './support/setup.ts';

const bundle = setupDatabase();

describe('call on PostgreSQL', () => {
  it('stores the vote and says that it is new', async () => {
    const { database, user, votes } = bundle();
    const userId = await user();
    const { isNewVote, ...vote } = await votes.call({ userId, identifier: 'github' });
    expect(isNewVote).toBe(true);
    expect(vote).toMatchObject({ userId, apiIdentifier: 'github', updatedAt: vote.createdAt });
    const { rows } = await database.pool.query<{ id: string }>(
      'SELECT id FROM api_integration_votes WHERE user_id = $1',
      [userId],
    );
    expect(rows).toEqual([{ id: vote.id }]);
  });

  it('answers a second vote with the first one, untouched', async () => {
    const { user, votes } = bundle();
    const userId = await user();
    const first = await votes.call({ userId, identifier: 'github' });
    expect(await votes.call({ userId, identifier: 'github' })).toEqual({ ...first, isNewVote: false });
    expect(await votes.list({ userId })).toHaveLength(1);
  });

  it('keeps the votes of users and of APIs apart', async () => {
    const { user, votes } = bundle();
    const [ada, ben] = [await user(), await user()];
    const made = [
      await votes.call({ userId: ada, identifier: 'apart' }),
      await votes.call({ userId: ben, identifier: 'apart' }),
      await votes.call({ userId: ada, identifier: 'APART' }),
    ];
    expect(made.map(({ isNewVote }) => isNewVote)).toEqual([true, true, true]);
  });

  it.each(['x'.repeat(500), '🐙'.repeat(250), '文'.repeat(500), "'; DROP TABLE users; --", '{}', ' '])(
    'stores the identifier %j as it is',
    async (identifier) => {
      const { user, votes } = bundle();
      const userId = await user();
      expect((await votes.call({ userId, identifier })).apiIdentifier).toBe(identifier);
      expect(await votes.hasVoted({ userId, identifiers: [identifier] })).toEqual(new Set([identifier]));
    },
  );

  it('tells an unknown user from other failures', async () => {
    const { votes } = bundle();
    await expect(votes.call({ userId: randomUUID(), identifier: 'github' })).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
      cause: { code: 'FOREIGN_KEY_VIOLATION', table: 'api_integration_votes' },
    });
  });

  it('goes with the user who is deleted', async () => {
    const { database, user, votes } = bundle();
    const userId = await user();
    await votes.call({ userId, identifier: 'orphaned' });
    await database.pool.query('DELETE FROM users WHERE id = $1', [userId]);
    expect(await votes.count('orphaned')).toBe(0);
    await expect(votes.call({ userId, identifier: 'orphaned' })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

describe('votes that race', () => {
  it('are one vote, new for exactly one of the callers', async () => {
    const { user, votes } = bundle();
    for (let round = 0; round < 10; round += 1) {
      const userId = await user();
      const all = await Promise.all(Array.from({ length: 20 }, () => votes.call({ userId, identifier: 'race' })));
      expect(all.filter(({ isNewVote }) => isNewVote)).toHaveLength(1);
      const stored = await votes.list({ userId });
      expect(stored).toHaveLength(1);
      for (const { isNewVote: _, ...vote } of all) expect(vote).toEqual(stored[0]);
    }
  });

  it('wait for a vote that is not committed yet, which stays as it was made', async () => {
    const { database, isWaiting, user, votes } = bundle();
    const userId = await user();
    const key = { userId, identifier: 'slow' };
    const { first, pending } = await database.transaction(async (tx) => {
      const first = await votes.call(key, { tx });
      // Its snapshot is older than the commit below, so that only the conflict shows it the row.
      const pending = votes.call(key);
      await waitFor(isWaiting);
      return { first, pending };
    });
    expect(await pending).toEqual({ ...first, isNewVote: false });
    expect(first.isNewVote).toBe(true);
    expect(await votes.list({ userId })).toEqual([expect.objectContaining({ updatedAt: first.updatedAt })]);
  });

  it('are new when the vote that they waited for is rolled back', async () => {
    const { database, isWaiting, user, votes } = bundle();
    const key = { userId: await user(), identifier: 'undone' };
    let first: string | undefined;
    let pending: ReturnType<typeof votes.call> | undefined;
    const rolledBack = database.transaction(async (tx) => {
      first = (await votes.call(key, { tx })).id;
      pending = votes.call(key);
      await waitFor(isWaiting);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const second = await pending;
    expect(second).toMatchObject({ isNewVote: true });
    expect(second?.id).not.toBe(first);
  });

  it('with deletions are new once for each deletion', async () => {
    const { user, votes } = bundle();
    const key = { userId: await user(), identifier: 'again' };
    await votes.call(key);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? votes.delete(key) : votes.call(key))),
    );
    const deleted = outcomes.filter((outcome) => outcome === true).length;
    const made = 1 + outcomes.filter((outcome) => typeof outcome === 'object' && outcome.isNewVote).length;
    expect(made - deleted).toBe(await votes.count('again'));
  });

  it('of a user who is being deleted find no user', async () => {
    const { database, isWaiting, user, votes } = bundle();
    const userId = await user();
    const pending = await database.transaction(async (tx) => {
      await tx.client.query('DELETE FROM users WHERE id = $1', [userId]);
      const outcome = votes.call({ userId, identifier: 'too-late' }).catch((error: unknown) => error);
      await waitFor(isWaiting);
      return { outcome };
    });
    expect(await pending.outcome).toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

describe("a vote in the caller's transaction", () => {
  it('is committed with it, and not seen by others before', async () => {
    const { database, user, votes } = bundle();
    const userId = await user();
    await database.transaction(async (tx) => {
      await votes.call({ userId, identifier: 'inside' }, { tx });
      expect(await votes.count('inside', { tx })).toBe(1);
      expect(await votes.hasVoted({ userId, identifiers: ['inside'] }, { tx })).toEqual(new Set(['inside']));
      expect(await votes.list({ userId }, { tx })).toHaveLength(1);
      expect(await votes.countAll({ identifiers: ['inside'] }, { tx })).toEqual([{ identifier: 'inside', votes: 1 }]);
      expect(await votes.count('inside')).toBe(0);
    });
    expect(await votes.count('inside')).toBe(1);
  });

  it('is undone with it, as is a deletion', async () => {
    const { database, user, votes } = bundle();
    const userId = await user();
    await votes.call({ userId, identifier: 'kept' });
    const rolledBack = database.transaction(async (tx) => {
      await votes.call({ userId, identifier: 'not-kept' }, { tx });
      expect(await votes.delete({ userId, identifier: 'kept' }, { tx })).toBe(true);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect((await votes.list({ userId })).map(({ apiIdentifier }) => apiIdentifier)).toEqual(['kept']);
  });

  it('aborts it when there is no such user', async () => {
    const { database, user, votes } = bundle();
    const userId = await user();
    const aborted = database.transaction(async (tx) => {
      await votes.call({ userId, identifier: 'lost' }, { tx });
      await expect(votes.call({ userId: randomUUID(), identifier: 'lost' }, { tx })).rejects.toMatchObject({
        code: 'USER_NOT_FOUND',
      });
      await votes.count('lost', { tx });
    });
    await expect(aborted).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' });
    expect(await votes.count('lost')).toBe(0);
  });

  it('under REPEATABLE READ may be repeated when another has made it meanwhile', async () => {
    const { database, user, votes } = bundle();
    const key = { userId: await user(), identifier: 'serial' };
    let others: string | undefined;
    const attempt = (retries: number) =>
      database.transaction(
        async (tx) => {
          await votes.count('serial', { tx }); // takes the snapshot
          others ??= (await votes.call(key)).id;
          return votes.call(key, { tx });
        },
        { isolation: 'repeatable read', retries },
      );
    await expect(attempt(0)).rejects.toMatchObject({ code: 'SERIALIZATION_FAILURE', isRetryable: true });
    expect(await attempt(1)).toMatchObject({ id: others, isNewVote: false });
  });
});
