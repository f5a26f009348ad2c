import { describe, expect, it } from 'vitest';
import { RequestLimit } from '../src/providers/request-limit.ts';

/** Work that ends when it is told to, and remembers what has begun. */
function controlled() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = async (name: string) => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name.toUpperCase();
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const turns = async () => new Promise((resolve) => setImmediate(resolve));

describe('RequestLimit', () => {
  it('begins no more than its limit and goes on in order', async () => {
    const { begun, work, end } = controlled();
    const limit = new RequestLimit(2);
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => limit.run(() => work(name))));
    await turns();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await turns();
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await turns();
    for (const name of ['c', 'd']) end(name);
    expect(await all).toEqual(['A', 'B', 'C', 'D']);
  });

  it('frees the place of one that failed', async () => {
    const limit = new RequestLimit(1);
    const failing = limit.run(() => Promise.reject(new Error('no')));
    const next = limit.run(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await limit.run(() => Promise.resolve('again'))).toBe('again');
  });

  it('lets a single request in between those of a batch', async () => {
    const { begun, work, end } = controlled();
    const limit = new RequestLimit(1);
    const batch = limit.runAll(['a', 'b', 'c'], work);
    const single = limit.run(() => work('single'));
    for (const name of ['a', 'single', 'b', 'c']) {
      await turns();
      expect(begun.at(-1)).toBe(name);
      end(name);
    }
    await single;
    const { results, failure } = await batch;
    expect([...results]).toEqual([
      [0, 'A'],
      [1, 'B'],
      [2, 'C'],
    ]);
    expect(failure).toBeUndefined();
  });

  it('begins no more of a batch once one failed, and waits for those under way', async () => {
    const { begun, work, end } = controlled();
    const limit = new RequestLimit(2);
    const error = new Error('broken');
    const batch = limit.runAll(['bad', 'a', 'b', 'c'], (name) => (name === 'bad' ? Promise.reject(error) : work(name)));
    await turns();
    end('a');
    const { results, failure } = await batch;
    expect(failure?.error).toBe(error);
    expect([...results]).toEqual([[1, 'A']]);
    expect(begun).toEqual(['a']);
  });

  it('has nothing to do for an empty batch', async () => {
    const { results, failure } = await new RequestLimit(3).runAll([], () => Promise.reject(new Error('not called')));
    expect(results.size).toBe(0);
    expect(failure).toBeUndefined();
  });
});
