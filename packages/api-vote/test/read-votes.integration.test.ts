import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { setupDatabase, type Setup } from './support/setup.ts';

const bundle = setupDatabase();

async function voter({ user, votes }: Setup, identifiers: readonly string[]): Promise<string> {
  const userId = await user();
  for (const identifier of identifiers) await votes.call({ userId, identifier });
  return userId;
}

describe('delete on PostgreSQL', () => {
  it('takes back the vote of this user for this API alone', async () => {
    const { votes } = bundle();
    const ada = await voter(bundle(), ['delete-one', 'delete-two']);
    const ben = await voter(bundle(), ['delete-one']);
    expect(await votes.delete({ userId: ada, identifier: 'delete-one' })).toBe(true);
    expect((await votes.list({ userId: ada })).map(({ apiIdentifier }) => apiIdentifier)).toEqual(['delete-two']);
    expect(await votes.list({ userId: ben })).toHaveLength(1);
  });

  it('says when there was no vote, of whomever', async () => {
    const { user, votes } = bundle();
    expect(await votes.delete({ userId: await user(), identifier: 'delete-one' })).toBe(false);
    expect(await votes.delete({ userId: randomUUID(), identifier: 'delete-one' })).toBe(false);
  });

  it('is true for exactly one of those who delete a vote at a time', async () => {
    const { votes } = bundle();
    const userId = await voter(bundle(), ['delete-race']);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => votes.delete({ userId, identifier: 'delete-race' })),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });
});

describe('list on PostgreSQL', () => {
  it('pages through the votes of a user, newest first, each once', async () => {
    const { votes } = bundle();
    const identifiers = Array.from({ length: 11 }, (_, n) => `page-${n}`);
    const userId = await voter(bundle(), identifiers);
    await voter(bundle(), identifiers);
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await votes.list({ userId, after, limit: 4 });
      after = page.at(-1)?.id;
      pages.push(page.map(({ apiIdentifier }) => apiIdentifier));
    } while (after !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([4, 4, 3, 0]);
    expect(pages.flat()).toEqual(identifiers.toReversed());
  });

  it('goes on behind a vote that was deleted between two pages', async () => {
    const { votes } = bundle();
    const userId = await voter(bundle(), ['gone-1', 'gone-2', 'gone-3']);
    const [newest, middle] = await votes.list({ userId, limit: 2 });
    await votes.delete({ userId, identifier: 'gone-2' });
    expect(newest?.apiIdentifier).toBe('gone-3');
    const rest = await votes.list({ userId, after: middle?.id });
    expect(rest.map(({ apiIdentifier }) => apiIdentifier)).toEqual(['gone-1']);
  });

  it('is empty for an unknown user', async () => {
    expect(await bundle().votes.list({ userId: randomUUID() })).toEqual([]);
  });
});

describe('hasVoted on PostgreSQL', () => {
  it('marks the entries of a catalogue that have the vote of the user', async () => {
    const { votes } = bundle();
    const userId = await voter(bundle(), ['mark-github', 'mark-unlisted']);
    await voter(bundle(), ['mark-slack']);
    const catalogue = ['mark-github', 'mark-slack', 'MARK-GITHUB', 'mark-github'];
    const voted = await votes.hasVoted({ userId, identifiers: catalogue });
    expect(catalogue.map((identifier) => voted.has(identifier))).toEqual([true, false, false, true]);
    expect(await votes.hasVoted({ userId: randomUUID(), identifiers: catalogue })).toEqual(new Set());
  });
});

describe('counts on PostgreSQL', () => {
  it('are the number of users who voted', async () => {
    const { votes } = bundle();
    const userId = await voter(bundle(), ['count']);
    await voter(bundle(), ['count', 'count']);
    expect(await votes.count('count')).toBe(2);
    await votes.delete({ userId, identifier: 'count' });
    expect(await votes.count('count')).toBe(1);
    expect(await votes.count('COUNT')).toBe(0);
  });

  it('of given APIs come once each, most votes first, then by identifier, 0 where there are none', async () => {
    const { votes } = bundle();
    await voter(bundle(), ['all-b', 'all-a', 'all-top']);
    await voter(bundle(), ['all-top', 'all-not-asked-for']);
    const identifiers = ['all-none', 'all-b', 'all-top', 'all-a', 'all-top'];
    const counts = [
      { identifier: 'all-top', votes: 2 },
      { identifier: 'all-a', votes: 1 },
      { identifier: 'all-b', votes: 1 },
      { identifier: 'all-none', votes: 0 },
    ];
    expect(await votes.countAll({ identifiers })).toEqual(counts);
    expect(await votes.countAll({ identifiers, limit: 2 })).toEqual(counts.slice(0, 2));
  });

  it('of all APIs are those that have votes, most first, within the limit', async () => {
    const { database, votes } = bundle();
    await database.pool.query('DELETE FROM api_integration_votes');
    expect(await votes.countAll()).toEqual([]);
    await voter(bundle(), ['few', 'most', 'alike']);
    await voter(bundle(), ['most']);
    const counts = [
      { identifier: 'most', votes: 2 },
      { identifier: 'alike', votes: 1 },
      { identifier: 'few', votes: 1 },
    ];
    expect(await votes.countAll()).toEqual(counts);
    expect(await votes.countAll({ limit: 1 })).toEqual(counts.slice(0, 1));
  });
});
