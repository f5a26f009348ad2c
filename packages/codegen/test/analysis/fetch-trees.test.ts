import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchTrees } from '../../src/analysis/fetch-trees.ts';
import { numberField } from '../../src/analysis/tree.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser('CREATE TABLE t (id int);');
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

/** The command of each tree; nothing for a statement without one. */
async function commands(statements: readonly string[]): Promise<(number | undefined)[]> {
  const typed = statements.map((text) => ({ text, parameterTypes: text.includes('$1') ? ['integer'] : [] }));
  const trees = await fetchTrees(analyser.client, typed);
  return trees.map((tree) => (tree === undefined ? undefined : numberField(tree, 'commandType')));
}

describe('fetchTrees', () => {
  it('has the tree of every kind of statement that has one, in their order', async () => {
    expect(
      await commands([
        'SELECT 1',
        'TRUNCATE t',
        '\n (select 2)',
        'update t set id = $1',
        'INSERT INTO t VALUES ($1)',
        'DELETE FROM t',
        'VALUES (1)',
        'WITH x AS (SELECT 1) SELECT * FROM x',
        'TABLE t',
        'MERGE INTO t USING (SELECT 1 AS k) s ON t.id = s.k WHEN MATCHED THEN DELETE',
        'SET LOCAL search_path TO public',
        'SELECT 3 -- the end',
      ]),
    ).toEqual([1, undefined, 1, 2, 3, 4, 1, 1, 1, 5, undefined, 1]);
  });

  it('asks for each alone where the server refuses one of them', async () => {
    expect(await commands(['SELECT 1', 'SELECT no_column FROM t', 'DELETE FROM t'])).toEqual([1, undefined, 4]);
  });

  it('has more than a batch, and none', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `SELECT ${index}`);
    expect(await commands([...many, 'DELETE FROM t'])).toEqual([...many.map(() => 1), 4]);
    expect(await commands([])).toEqual([]);
  });

  it.each([
    ['a batch, whatever stands between', ['SELECT 1', 'TRUNCATE t', 'EXPLAIN SELECT 2', 'DELETE FROM t'], [2]],
    ['each 50', Array.from({ length: 100 }, (_, index) => `SELECT ${index}`), [50, 50]],
    ['nothing', ['TRUNCATE t'], []],
    ['each after a refusal', ['SELECT 1', 'SELECT no_column FROM t', 'DELETE FROM t'], [3, 1, 1, 1]],
  ])('asks once for %s', async (_, statements, sizes) => {
    const asked: number[] = [];
    const counted = new Proxy(analyser.client, {
      get: (target, key) =>
        key === 'query'
          ? async (text: string) => {
              if (!/^(?:BEGIN|SELECT|ROLLBACK)/.test(text)) asked.push(text.split('CREATE FUNCTION').length - 1);
              return target.query(text);
            }
          : Reflect.get(target, key, target),
    });
    await fetchTrees(
      counted,
      statements.map((text) => ({ text, parameterTypes: [] })),
    );
    expect(asked).toEqual(sizes);
  });

  it('leaves the session as it was', async () => {
    await commands(['SELECT 1']);
    const { rows } = await analyser.client.query<{ functions: number }>(
      "SELECT count(*)::int AS functions FROM pg_proc WHERE proname LIKE 'kongflow%'",
    );
    expect(rows).toEqual([{ functions: 0 }]);
  });

  it('passes on errors that are none of the server', async () => {
    const broken = new Proxy(analyser.client, {
      get: (target, key) =>
        key === 'query'
          ? async (text: string) => (text.startsWith('CREATE') ? Promise.reject(new Error('gone')) : { rows: [] })
          : Reflect.get(target, key, target),
    });
    await expect(fetchTrees(broken, [{ text: 'SELECT 1', parameterTypes: [] }])).rejects.toThrow('gone');
  });
});
