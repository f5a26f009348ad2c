import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../src/providers/database/map-concurrently.ts';

const numbers = Array.from({ length: 50 }, (_, index) => index);

describe('mapConcurrently', () => {
  it('gives the results in the order of the items, whichever is done first', async () => {
    const results = await mapConcurrently(numbers, 8, async (n) => {
      for (let turns = 0; turns < (n * 7) % 5; turns += 1) await setImmediate();
      return n * 2;
    });
    expect(results).toEqual(numbers.map((n) => n * 2));
  });

  it('works on as many as it may, and never on more', async () => {
    let working = 0;
    let most = 0;
    await mapConcurrently(numbers, 8, async () => {
      working += 1;
      most = Math.max(most, working);
      await setImmediate();
      working -= 1;
    });
    expect(most).toBe(8);
  });

  it('fails as the first item that fails, and takes up no others', async () => {
    const taken: number[] = [];
    const work = mapConcurrently(numbers, 4, async (n) => {
      taken.push(n);
      await setImmediate();
      if (n === 5) throw new Error('five');
    });
    await expect(work).rejects.toThrow('five');
    await setImmediate();
    expect(taken.length).toBeLessThan(12);
  });

  it('has nothing to do for no items', async () => {
    expect(await mapConcurrently([], 8, async () => 1)).toEqual([]);
  });
});
