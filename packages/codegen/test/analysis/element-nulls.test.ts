import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

const SCHEMA = `
CREATE DOMAIN word AS text NOT NULL;
CREATE DOMAIN short_word AS word CHECK (length(VALUE) < 9);
CREATE TYPE mood AS ENUM ('calm');
CREATE FUNCTION public.array_cat(text[], text[]) RETURNS text[] LANGUAGE sql AS 'SELECT ARRAY[NULL::text]';
CREATE TYPE pair AS (a int, b word, grid int[][]);
CREATE TABLE notes (
  id int PRIMARY KEY, body text NOT NULL, maybe text, tags text[] NOT NULL, grid int[][] NOT NULL, "Kept" text[] NOT NULL, words short_word[] NOT NULL,
  word short_word, pair pair NOT NULL, pairs pair[] NOT NULL, documents jsonb[] NOT NULL,
  CHECK (array_position("Kept", NULL) IS NULL)
);
CREATE VIEW kept AS SELECT "Kept" AS kept, tags FROM notes;
`;

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(SCHEMA);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

describe('elements of arrays', () => {
  it.each([
    ['a column', 'SELECT tags AS x, id FROM notes', '(string | null)[]'],
    ['two dimensions', 'SELECT grid AS x, id FROM notes', '(number | null)[][]'],
    ['a column whose check keeps nulls out', 'SELECT "Kept" AS x, id FROM notes', 'string[]'],
    ['the same behind a view', 'SELECT kept AS x, tags FROM kept LIMIT 5', 'string[]'],
    ['another one of the view', 'SELECT tags AS x, kept AS y FROM kept LIMIT 5', '(string | null)[]'],
    ['a domain over a domain that forbids null', 'SELECT words AS x, id FROM notes', 'string[]'],
    ['such a domain, alone', 'SELECT word AS x, id FROM notes', 'string'],
    ['JSON has a null of its own', 'SELECT documents AS x, id FROM notes', 'Json[]'],
    ['composite types', 'SELECT pairs AS x, id FROM notes', '(Pair | null)[]'],
    [
      'through an outer join',
      'SELECT n."Kept" AS x, 1 AS y FROM (VALUES (1)) v (id) LEFT JOIN notes n USING (id)',
      'string[] | null',
    ],
    ['array_agg of what is never null', 'SELECT array_agg(body) AS x, id FROM notes GROUP BY id', 'string[]'],
    ['array_agg of what may be', 'SELECT array_agg(maybe) AS x, id FROM notes GROUP BY id', '(string | null)[]'],
    ['an empty group', "SELECT coalesce(array_agg(body), '{}') AS x, 1 AS y FROM notes", 'string[]'],
    [
      'a constant with a null',
      "SELECT coalesce(array_agg(body), '{NULL}') AS x, 1 AS y FROM notes",
      '(string | null)[]',
    ],
    ['ARRAY(SELECT …)', 'SELECT ARRAY(SELECT body FROM notes) AS x, ARRAY(SELECT maybe FROM notes) AS y', 'string[]'],
    ['ARRAY[…]', 'SELECT ARRAY[body, id::text] AS x, id FROM notes', 'string[]'],
    ['ARRAY[…] with one that may be null', 'SELECT ARRAY[body, maybe] AS x, id FROM notes', '(string | null)[]'],
    ['text cut to pieces', "SELECT string_to_array(body, ',') AS x, id FROM notes", 'string[]'],
    [
      'pieces of which some are nulls',
      "SELECT string_to_array(body, ',', 'n') AS x, id FROM notes",
      '(string | null)[]',
    ],
    [
      'a CTE and a union',
      'WITH a AS (SELECT "Kept" AS x, id FROM notes) SELECT x, id FROM a UNION SELECT ARRAY[\'b\'], 1',
      'string[]',
    ],
    ['a union with nulls', 'SELECT "Kept" AS x, id FROM notes UNION SELECT tags, id FROM notes', '(string | null)[]'],
    ['text split by a pattern', "SELECT regexp_split_to_array(body, ',', 'i') AS x, id FROM notes", 'string[]'],
    ['positions', "SELECT array_positions(tags, 'a') AS x, id FROM notes", 'number[]'],
    ['all labels', 'SELECT enum_range(NULL::mood) AS x, 1 AS y', 'Mood[]'],
    ['nulls taken out', 'SELECT array_remove(tags, NULL) AS x, id FROM notes', 'string[]'],
    ['something else taken out', "SELECT array_remove(tags, 'a') AS x, id FROM notes", '(string | null)[]'],
    ['what may be null taken out', 'SELECT array_remove(tags, maybe) AS x, id FROM notes', '(string | null)[]'],
    ['taken out where there is no null', 'SELECT array_remove("Kept", maybe) AS x, id FROM notes', 'string[]'],
    ['another in place of it', `SELECT array_replace("Kept", 'a', body) AS x, id FROM notes`, 'string[]'],
    ['null in place of it', `SELECT array_replace("Kept", 'a', NULL) AS x, id FROM notes`, '(string | null)[]'],
    ['a part', 'SELECT trim_array("Kept", 1) AS x, trim_array(tags, 1) AS y FROM notes', 'string[]'],
    ['one more', 'SELECT array_append("Kept", body) AS x, id FROM notes', 'string[]'],
    ['one more that may be null', 'SELECT array_append("Kept", maybe) AS x, id FROM notes', '(string | null)[]'],
    ['one more behind nulls', 'SELECT array_append(tags, body) AS x, id FROM notes', '(string | null)[]'],
    ['one before', 'SELECT array_prepend(body, "Kept") AS x, id FROM notes', 'string[]'],
    ['one before that may be null', 'SELECT array_prepend(maybe, "Kept") AS x, id FROM notes', '(string | null)[]'],
    ['both', 'SELECT pg_catalog.array_cat("Kept", "Kept") AS x, id FROM notes', 'string[]'],
    [
      'both, of which one has nulls',
      'SELECT pg_catalog.array_cat("Kept", tags) AS x, id FROM notes',
      '(string | null)[]',
    ],
    ['|| of arrays', 'SELECT "Kept" || "Kept" AS x, id FROM notes', 'string[]'],
    ['|| of arrays with nulls', 'SELECT tags || "Kept" AS x, id FROM notes', '(string | null)[]'],
    ['|| of an element', 'SELECT "Kept" || body AS x, id FROM notes', 'string[]'],
    ['|| of an element that may be null', 'SELECT "Kept" || maybe AS x, id FROM notes', '(string | null)[]'],
    ['an element that may be null ||', 'SELECT maybe || "Kept" AS x, id FROM notes', '(string | null)[]'],
    [
      '|| of arrays of which one may be null',
      'SELECT "Kept" || nullif(tags, \'{}\') AS x, id FROM notes',
      '(string | null)[] | null',
    ],
    ['an element ||', 'SELECT body || "Kept" AS x, id FROM notes', 'string[]'],
    ['an element || nulls', 'SELECT body || tags AS x, id FROM notes', '(string | null)[]'],
    [
      'a function of the schema',
      'SELECT public.array_cat("Kept", "Kept") AS x, id FROM notes',
      '(string | null)[] | null',
    ],
    ['CASE', 'SELECT CASE WHEN id = 1 THEN tags ELSE "Kept" END AS x, id FROM notes', '(string | null)[]'],
  ])('%s', async (_, statement, expected) => {
    expect((await compiler.see(statement, 'many')).row['x']).toBe(expected);
  });

  it('what was passed holds the nulls that the caller may pass', async () => {
    const { row, params } = await compiler.see(
      'UPDATE notes SET tags = :tags, "Kept" = :kept RETURNING :tags::text[] AS x, :kept::text[] AS y',
      'many',
    );
    expect([params['tags'], row['x']]).toEqual(['readonly (string | null)[]', '(string | null)[]']);
    expect([params['kept'], row['y']]).toEqual(['readonly string[]', 'string[]']);
  });

  it('what is stored in a column may hold the nulls that it may hold', async () => {
    const { params } = await compiler.see(
      'UPDATE notes SET tags = :tags, "Kept" = :kept, words = :words, grid = :grid, pairs = :pairs',
      'exec',
    );
    expect(params).toEqual({
      tags: 'readonly (string | null)[]',
      kept: 'readonly string[]',
      words: 'readonly string[]',
      grid: 'readonly (readonly (number | null)[])[]',
      pairs: 'readonly (PairInput | null)[]',
    });
  });
});
