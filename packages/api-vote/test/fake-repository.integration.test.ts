/** What the unit tests learn from the fake must be what PostgreSQL does: any course of operations has the same answers. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiVoteService } from '../src/index.ts';
import { FakeRepository } from './support/fake-repository.ts';
import { setupDatabase } from './support/setup.ts';

const bundle = setupDatabase();

const who = fc.nat({ max: 1 });
const identifier = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ do: fc.constant('call' as const), who, identifier }),
  fc.record({ do: fc.constant('delete' as const), who, identifier }),
  fc.record({ do: fc.constant('list' as const), who, limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('hasVoted' as const), who, identifiers: fc.array(identifier) }),
  fc.record({ do: fc.constant('count' as const), identifier }),
  fc.record({ do: fc.constant('countEach' as const), identifiers: fc.array(identifier), limit: fc.constantFrom(2, 9) }),
  fc.record({ do: fc.constant('countAll' as const), limit: fc.constantFrom(1, 9) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(votes: ApiVoteService, users: readonly string[], given: Step): Promise<unknown> {
  const userId = 'who' in given ? users[given.who]! : '';
  switch (given.do) {
    case 'call': {
      const { isNewVote, apiIdentifier } = await votes.call({ userId, identifier: given.identifier });
      return { isNewVote, apiIdentifier };
    }
    case 'delete':
      return votes.delete({ userId, identifier: given.identifier });
    case 'list': {
      const first = await votes.list({ userId, limit: given.limit });
      const second = await votes.list({ userId, after: first.at(-1)?.id, limit: given.limit });
      return [first, second].map((page) => page.map(({ apiIdentifier }) => apiIdentifier));
    }
    case 'hasVoted':
      return [...(await votes.hasVoted({ userId, identifiers: given.identifiers }))].toSorted();
    case 'count':
      return votes.count(given.identifier);
    case 'countEach':
      return votes.countAll({ identifiers: given.identifiers, limit: given.limit });
    default:
      return votes.countAll({ limit: given.limit });
  }
}

describe('the fake repository', () => {
  it('answers any course of operations as PostgreSQL does', async () => {
    const { database, user, votes } = bundle();
    const users = [await user(), await user()];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await database.pool.query('DELETE FROM api_integration_votes');
        const repository = new FakeRepository();
        for (const id of users) repository.users.add(id);
        const fake = new ApiVoteService({ repository });
        for (const given of steps) {
          expect(await take(fake, users, given)).toEqual(await take(votes, users, given));
        }
      }),
      { numRuns: 60 },
    );
  });
});
