import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/audit/group-commit.ts';

/** A store whose writes end when the test says so. */
function heldStore() {
  const groups: (readonly string[])[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const store = (items: readonly string[]): Promise<void> => {
    groups.push(items);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { groups, ends, store, turn };
}

describe('GroupCommit', () => {
  it('stores what came in one turn in one group, in order', async () => {
    const { groups, ends, store, turn } = heldStore();
    const commit = new GroupCommit(store, 10);
    const added = Promise.all([commit.add(['a', 'b']), commit.add(['c']), commit.add(['d'])]);
    await turn();
    expect(groups).toEqual([['a', 'b', 'c', 'd']]);
    ends[0]?.resolve();
    await added;
  });

  it('gathers what comes while a group is on its way, and resolves nobody before their own group is stored', async () => {
    const { groups, ends, store, turn } = heldStore();
    const commit = new GroupCommit(store, 10);
    const stored: string[] = [];
    const first = commit.add(['a']).then(() => stored.push('a'));
    await turn();
    const second = commit.add(['b']).then(() => stored.push('b'));
    const third = commit.add(['c']).then(() => stored.push('c'));
    await turn();
    expect(groups).toEqual([['a']]);
    ends[0]?.resolve();
    await first;
    await turn();
    expect(groups).toEqual([['a'], ['b', 'c']]);
    expect(stored).toEqual(['a']);
    ends[1]?.resolve();
    await Promise.all([second, third]);
  });

  it('bounds a group, and leaves the items of one caller together', async () => {
    const groups: (readonly number[])[] = [];
    const commit = new GroupCommit<number>(async (items) => void groups.push(items), 3);
    await Promise.all([commit.add([1, 2]), commit.add([3, 4]), commit.add([5]), commit.add([6, 7, 8, 9])]);
    expect(groups).toEqual([
      [1, 2],
      [3, 4, 5],
      [6, 7, 8, 9],
    ]);
  });

  it('fails those whose group failed, and nobody after them', async () => {
    let calls = 0;
    const commit = new GroupCommit<number>(async () => {
      calls += 1;
      if (calls === 1) throw new Error('no room');
    }, 2);
    const results = await Promise.allSettled([commit.add([1]), commit.add([2]), commit.add([3])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    await expect(commit.add([4])).resolves.toBeUndefined();
  });

  it('takes what is added once it has come to rest', async () => {
    const groups: (readonly number[])[] = [];
    const commit = new GroupCommit<number>(async (items) => void groups.push(items), 3);
    await commit.add([1]);
    await commit.add([2]);
    expect(groups).toEqual([[1], [2]]);
  });

  it('adds what a caller brings as soon as their items are stored', async () => {
    const groups: (readonly number[])[] = [];
    const commit = new GroupCommit<number>(async (items) => void groups.push(items), 3);
    await commit.add([1]).then(() => commit.add([2]));
    expect(groups).toEqual([[1], [2]]);
  });
});
