import { afterAll, beforeAll, expect, it } from 'vitest';
import { castTypes } from '../../src/analysis/cast-types.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE DOMAIN score AS int CHECK (VALUE > 0);
    CREATE DOMAIN code AS text;
    CREATE TABLE t (id int PRIMARY KEY, name text, code code);`);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

const INT4 = 23;
const UUID = 2950;

/** What is found for $1, of a list `v (a)`. */
async function found(statement: string): Promise<number | undefined> {
  return castTypes(await analyser.tree(statement.replace('LIST', '(VALUES ($1)) AS v (a)'))).get(1);
}

it.each([
  ['the only reader', 'SELECT v.a::int AS a FROM LIST'],
  ['all readers', 'SELECT v.a::int + 1 AS a FROM LIST WHERE v.a::int > 0 ORDER BY v.a::int'],
  ['a reader in a subquery', 'SELECT id FROM t WHERE EXISTS (SELECT FROM LIST WHERE v.a::int = t.id)'],
  ['a subquery of it', 'SELECT id FROM t, LIST WHERE id = (SELECT v.a::int)'],
  ['a join', 'SELECT id FROM t JOIN LIST ON v.a::int = t.id'],
  ['UPDATE', 'UPDATE t SET id = v.a::int FROM LIST WHERE t.id = v.a::int - 1'],
  ['what is cast again', 'SELECT v.a::int::text AS a, v.a::int::score AS b FROM LIST'],
  ['one of two tables', 'SELECT t, v.a::int FROM t, LIST'],
  ['a subquery in FROM', 'SELECT s.x FROM (SELECT v.a::int + 1 AS x FROM LIST) s'],
  ['what has a number of its own', 'SELECT id FROM t, LIST WHERE id IN (SELECT v.a::int)'],
  ['a CTE', 'WITH c (a) AS (VALUES ($1)) SELECT a::int FROM c'],
])('%s casts it to one type', async (_, statement) => {
  expect(await found(statement)).toBe(INT4);
});

it('any type will do that text is written as, a domain too', async () => {
  expect(await found('SELECT v.a::uuid AS a FROM LIST')).toBe(UUID);
  for (const statement of ['SELECT v.a::score AS a FROM LIST', 'SELECT v.a::score::text AS a FROM LIST']) {
    const score = await found(statement);
    expect(analyser.catalog.types.get(score ?? 0)?.name).toBe('score');
  }
});

it('a domain over text is what it is stored as', async () => {
  const code = await found('UPDATE t SET code = v.a FROM LIST WHERE t.id = 1');
  expect(analyser.catalog.types.get(code ?? 0)?.name).toBe('code');
});

it.each([
  ['no cast', 'SELECT v.a FROM LIST'],
  ['one reader without', 'SELECT v.a::int AS id, v.a FROM LIST'],
  ['one reader of another type', 'SELECT v.a::int AS id, v.a::uuid FROM LIST'],
  ['the same the other way round', 'SELECT v.a::uuid AS id FROM LIST WHERE v.a::int = 1'],
  ['what is made of it', 'SELECT (v.a || $2)::int FROM LIST'],
  ['a row', 'SELECT v.a::int AS a, v AS row FROM LIST'],
  ['another place of the parameter', 'SELECT v.a::int AS a FROM LIST WHERE $1::text IS NOT NULL'],
  ['a parameter that is in no VALUES', 'SELECT $1::text AS a'],
])('stays text with %s', async (_, statement) => {
  expect(await found(statement)).toBeUndefined();
});
