import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteIdentifier } from '../../src/sql/expand-stars.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(`
    CREATE TABLE a (id int PRIMARY KEY, "user" text, "Mixed" text, dropped int, name text);
    ALTER TABLE a DROP COLUMN dropped;
    CREATE TABLE b (id int PRIMARY KEY, note text);
    CREATE TYPE pair AS (x int, y text);
    CREATE TABLE c (p pair NOT NULL);
  `);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

const A = 'id, "user", "Mixed", name';
const qualified = (alias: string): string => A.replaceAll(/(?<=^|, )/g, `${alias}.`);

describe('stars', () => {
  it.each([
    ['SELECT * FROM a', `SELECT ${A} FROM a`],
    ['SELECT a.* FROM a', `SELECT ${qualified('a')} FROM a`],
    ['SELECT x.*, y.note FROM a AS x, b AS y', `SELECT ${qualified('x')}, y.note FROM a AS x, b AS y`],
    ['SELECT y.note, X.* FROM a AS x, b AS y', `SELECT y.note, ${qualified('X')} FROM a AS x, b AS y`],
    ['SELECT * FROM a JOIN b USING (id)', `SELECT ${A}, note FROM a JOIN b USING (id)`],
    ['SELECT *, 1 AS one FROM (SELECT id AS k FROM a) s', 'SELECT k, 1 AS one FROM (SELECT id AS k FROM a) s'],
    ['SELECT (p).* FROM c', 'SELECT (p).x, (p).y FROM c'],
    ['SELECT * FROM b UNION SELECT * FROM b AS other', 'SELECT id, note FROM b UNION SELECT id, note FROM b AS other'],
    ['WITH x AS (SELECT * FROM a) SELECT * FROM x', `WITH x AS (SELECT * FROM a) SELECT ${A} FROM x`],
    [
      'UPDATE a SET name = b.note FROM b WHERE b.id = a.id RETURNING a.*, b.note',
      `UPDATE a SET name = b.note FROM b WHERE b.id = a.id RETURNING ${qualified('a')}, b.note`,
    ],
    ['SELECT * FROM unnest(ARRAY[1]) AS n', 'SELECT n FROM unnest(ARRAY[1]) AS n'],
    ['SELECT count(*) * 2 AS n FROM a', 'SELECT count(*) * 2 AS n FROM a'],
  ])('%s', async (statement, expected) => {
    expect((await compiler.see(statement, 'many')).text).toBe(expected);
  });

  it('of composite values in numbers cannot be counted', async () => {
    expect(await compiler.errors('/* @name Q */ -- :many\nSELECT (c.p).*, (d.p).* FROM c, c AS d;')).toMatch(
      /^queries\/test\.sql:2:\d+: error: (?:cannot write out this star|two output columns)/,
    );
  });
});

describe('quoteIdentifier', () => {
  it.each([
    ['plain', 'plain'],
    ['user', '"user"'],
    ['Mixed', '"Mixed"'],
    ['with space', '"with space"'],
    ['quo"te', '"quo""te"'],
    ['é', '"é"'],
    ['1st', '"1st"'],
  ])('%s', (name, expected) => {
    expect(quoteIdentifier(name, new Set(['user']))).toBe(expected);
  });
});
