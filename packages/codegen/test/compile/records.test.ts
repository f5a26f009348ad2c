import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(`
    CREATE TYPE pair AS (a int, b text);
    CREATE SCHEMA shop;
    CREATE TYPE shop."Price" AS (amount numeric, currency text);
    CREATE TABLE things (id int PRIMARY KEY, pair pair, price shop."Price" NOT NULL, pairs pair[]);
  `);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

describe('a parameter that PostgreSQL takes for any row', () => {
  it.each([
    ['WHERE pair = :x', '":x" is compared with things.pair', 'Write ":x::pair".'],
    ['WHERE :x <> price', '":x" is compared with things.price', 'Write ":x::shop."Price"".'],
    ['WHERE pair IS NOT DISTINCT FROM :x', '":x" is compared with things.pair', 'Write ":x::pair".'],
    ['WHERE pair = ANY(:xs)', '":xs" is compared with things.pair', 'Write ":xs::pair[]".'],
    ["WHERE ROW(id, 'a'::text)::pair = :x", '":x" is a row', 'Write the composite type behind it: ":x::my_type".'],
    ['/* @if x */ WHERE pair = :x /* @end */', '":x" is compared with things.pair', 'Write ":x::pair".'],
  ])('%s', async (where, message, hint) => {
    const errors = await compiler.errors(`/* @name Q */ -- :many\nSELECT id FROM things ${where};`);
    const [head = '', , caret = '', said] = errors.split('\n');
    expect(head).toContain(`error: ${message}, and PostgreSQL does not say of which type`);
    expect(errors.split('\n')[1]?.slice(caret.indexOf('^'))).toMatch(/^:xs?\b/);
    expect(said).toBe(`  hint: ${hint}`);
    expect(errors.match(/error:/g)).toHaveLength(1);
  });

  it('is spelled as in the dialect of sqlc', async () => {
    const errors = await compiler.errors('-- name: Q :many\nSELECT id FROM things WHERE pair = sqlc.arg(x);');
    expect(errors).toContain('Write "sqlc.arg(x)::pair".');
  });

  it.each([
    ['WHERE pair = :x::pair', 'Pair'],
    ['WHERE price = :x::shop."Price"', 'ShopPriceInput'],
    ['WHERE pair = ANY(:x::pair[])', 'readonly Pair[]'],
    ['WHERE pairs @> :x', 'readonly Pair[]'],
    ['WHERE id = 1 AND pair IN (:x, NULL)', 'Pair'],
  ])('has its type where that is written or known: %s', async (where, type) => {
    const { params } = await compiler.see(`SELECT id FROM things ${where}`, 'many');
    expect(params['x']).toBe(type);
  });
});
