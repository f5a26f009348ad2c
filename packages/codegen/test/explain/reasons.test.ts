import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchTrees } from '../../src/analysis/fetch-trees.ts';
import type { AnalysedQuery } from '../../src/analysed-project.ts';
import { columnReasons } from '../../src/explain/column-reason.ts';
import { parameterReasons } from '../../src/explain/parameter-reason.ts';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';
import { SCHEMA } from '../support/schema.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(SCHEMA);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

async function analyse(statement: string, cardinality: string, tags = ''): Promise<AnalysedQuery> {
  const [compiled] = await compiler.compile(`/* @name Q ${tags} */ -- :${cardinality}\n${statement};`);
  const parameterTypes = compiled!.parameters.map(({ typeOid }) => compiler.catalog.types.get(typeOid)?.sqlName ?? '');
  const [tree] = await fetchTrees(compiler.database.client, [
    { text: withPlaceholders(compiled!.source).text, parameterTypes },
  ]);
  const target = { package: 'p', queriesDirectory: 'p/q', outputDirectory: 'p/g', suffix: '.ts' };
  return { target, compiled: compiled!, tree };
}

/** What each column is and why: `email: never null: …`. */
async function columns(statement: string, tags = ''): Promise<Record<string, string>> {
  const query = await analyse(statement, 'many', tags);
  const reasons = columnReasons(query, compiler.catalog);
  return Object.fromEntries(
    query.compiled.columns.map(({ property, nullable }, index) => [
      property,
      `${nullable ? 'null' : 'never'}: ${reasons[index] ?? ''}`,
    ]),
  );
}

async function parameters(statement: string): Promise<Record<string, string>> {
  const query = await analyse(statement, 'exec');
  const reasons = parameterReasons(query, compiler.catalog);
  return Object.fromEntries(
    query.compiled.parameters.map(({ name, nullable }, index) => [
      name,
      `${nullable ? 'null' : 'never'}: ${reasons[index] ?? ''}`,
    ]),
  );
}

it('a list of objects may have none', async () => {
  const statement = `SELECT v.a, u.a AS b, (SELECT w.a FROM (VALUES :l) AS w (a) LIMIT 1) AS c, t.name AS d
    FROM (VALUES :l) AS v (a) LEFT JOIN (VALUES :l) AS u (a) ON u.a > v.a LEFT JOIN teams t ON t.name = v.a`;
  expect(await columns(statement, '@param l -> ((a!)...)')).toEqual({
    a: 'never: :l.a is never null',
    b: 'null: an outer join may find no row for u.a',
    c: 'null: a list may have no objects, or its name ends in "?"; of one object: the subquery always returns one row: :l.a is never null',
    d: 'null: an outer join may find no row for teams.name',
  });
});

describe('why a column may be null', () => {
  it.each([
    [
      'SELECT email, nick FROM members',
      { email: 'never: members.email is NOT NULL', nick: 'null: members.nick is nullable' },
    ],
    [
      "SELECT ARRAY[id] || parent_id AS l, substring(name FROM '^.') AS s, substring(name, 1, 1) AS f FROM teams",
      {
        l: 'never: || of an array and an element is never null',
        s: 'null: substring() is null for some values: an infinite time, a range without a bound, the null of JSON, a pattern that is not found',
        f: 'never: substring() of values that are never null',
      },
    ],
    [
      'SELECT nick, joined FROM members WHERE nick = :nick',
      {
        nick: 'never: the conditions let no row pass where members.nick is null',
        joined: 'never: members.joined is NOT NULL',
      },
    ],
    [
      'SELECT t.name, m.email FROM teams t LEFT JOIN members m ON m.team_id = t.id',
      { name: 'never: teams.name is NOT NULL', email: 'null: an outer join may find no row for members.email' },
    ],
    [
      'SELECT count(*) AS n, max(name) AS last FROM teams',
      { n: 'never: count(*) is never null', last: 'null: without GROUP BY, max() of no rows is null' },
    ],
    [
      'SELECT max(name) AS last, max(color) AS color, array_agg(color) AS colors, max(name) FILTER (WHERE id > 1) AS f FROM teams GROUP BY parent_id',
      {
        last: 'never: max() of a group, which has rows: teams.name is NOT NULL',
        color: 'null: max() of a group, which has rows: teams.color is nullable',
        colors: 'never: array_agg() of a group, which has rows, is never null',
        f: 'null: FILTER may leave max() no rows, and then it is null',
      },
    ],
    [
      "SELECT coalesce(nick, email) AS a, coalesce(nick, label, '') AS b, coalesce(nick, NULL) AS c FROM members",
      {
        a: 'never: coalesce() is null only when all are: members.email is NOT NULL',
        b: 'never: coalesce() is null only when all are: members.label is NOT NULL',
        c: 'null: all that coalesce() chooses from may be null: NULL is written there',
      },
    ],
    [
      "SELECT CASE WHEN id > 1 THEN name END AS a, CASE WHEN id > 1 THEN name ELSE 'x' END AS b, CASE WHEN id > 1 THEN color ELSE 'red' END AS c, CASE WHEN id > 1 THEN name ELSE color::text END AS d FROM teams",
      {
        a: 'null: CASE without ELSE, or with ELSE NULL',
        b: 'never: no branch of CASE is ever null',
        c: 'null: a branch of CASE: teams.color is nullable',
        d: 'null: the ELSE of CASE: teams.color is nullable',
      },
    ],
    [
      "SELECT lower(nick) AS a, lower(email) AS b, now() AS c, strict_name(email) AS d, settings -> 'x' AS e, id + 1 AS f, id + parent_id AS g FROM (SELECT m.*, t.settings, t.parent_id FROM members m JOIN teams t ON t.id = m.team_id) x (i, team, email, nick, label, profile, colors, joined, left_on, settings, parent_id) CROSS JOIN (SELECT 1 AS id) one",
      {
        a: 'null: lower(): members.nick is nullable',
        b: 'never: lower(): members.email is NOT NULL',
        c: 'never: now() is never null',
        d: "null: strict_name() is a function of the schema's own, which may return null",
        e: 'null: -> is null where there is nothing to find',
        f: 'never: + of values that are never null',
        g: 'null: +: teams.parent_id is nullable',
      },
    ],
    [
      'SELECT (SELECT max(email) FROM members WHERE team_id = t.id) AS a, (SELECT email FROM members WHERE team_id = t.id LIMIT 1) AS b, (SELECT count(*) FROM members) AS c, EXISTS (SELECT FROM members) AS d, ARRAY(SELECT email FROM members) AS e, id IN (SELECT parent_id FROM teams) AS f, id IN (SELECT id FROM teams) AS g FROM teams t',
      {
        a: 'null: the subquery always returns one row: without GROUP BY, max() of no rows is null',
        b: 'null: the subquery may return no row',
        c: 'never: the subquery always returns one row: count(*) is never null',
        d: 'never: EXISTS is never null',
        e: 'never: ARRAY(…) is never null',
        f: 'null: IN is null when one of the values compared is',
        g: 'never: IN compares values that are never null',
      },
    ],
    [
      'SELECT name AS a FROM teams UNION SELECT nick FROM members',
      { a: 'null: a part of the set operation: members.nick is nullable' },
    ],
    [
      'SELECT name AS a FROM teams UNION ALL SELECT label FROM members',
      { a: 'never: every part of the set operation that counts: teams.name is NOT NULL' },
    ],
    [
      'WITH RECURSIVE up AS (SELECT id, parent_id FROM teams UNION ALL SELECT t.id, t.parent_id FROM teams t JOIN up ON up.parent_id = t.id) SELECT id, parent_id FROM up',
      {
        id: 'never: every part of the set operation that counts: teams.id is NOT NULL',
        parentId: 'null: a part of the set operation: teams.parent_id is nullable',
      },
    ],
    [
      'SELECT email, team, nick FROM active_members',
      {
        email: 'never: members.email is NOT NULL',
        team: 'null: an outer join may find no row for teams.name',
        nick: 'null: members.nick is nullable',
      },
    ],
    [
      'SELECT row_number() OVER () AS a, lag(name) OVER () AS b, name IS NULL AS c, ARRAY[color] AS d, current_date AS e FROM teams',
      {
        a: 'never: row_number() is never null',
        b: 'null: the window function lag() may be null',
        c: 'never: a test for null is never null',
        d: 'never: ARRAY[…] is never null',
        e: 'never: a value of the session is never null',
      },
    ],
    [
      'SELECT u.a, u.b FROM unnest(:names::text[], :others::text[]) AS u(a, b)',
      {
        a: 'null: u.a is filled up with nulls where another function has more rows',
        b: 'null: u.b is filled up with nulls where another function has more rows',
      },
    ],
    [
      'SELECT u.a, u.n FROM unnest(:names::text[]) WITH ORDINALITY AS u(a, n)',
      { a: 'never: unnest() of an array without nulls', n: 'never: u.n counts the rows' },
    ],
    [
      "SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, NULL)) AS v(a, b)",
      { a: 'never: a constant', b: 'null: NULL is written there' },
    ],
    [
      'SELECT name, color, count(*) AS n FROM teams GROUP BY ROLLUP (name, color)',
      {
        name: 'null: grouping sets leave teams.name out of some rows',
        color: 'null: grouping sets leave teams.color out of some rows',
        n: 'never: count(*) is never null',
      },
    ],
    [
      'INSERT INTO teams (name) VALUES (:name) RETURNING old.name AS before, new.name AS after',
      { before: 'null: an INSERT has no old row', after: 'never: teams.name is NOT NULL' },
    ],
    [
      'DELETE FROM teams WHERE id = :id RETURNING old.name AS before, new.name AS after',
      { before: 'never: teams.name is NOT NULL', after: 'null: a DELETE leaves no new row' },
    ],
    [
      'SELECT nick AS "nick!", email AS "email?" FROM members',
      {
        nick: 'never: its name ends in "!"; without that: members.nick is nullable',
        email: 'null: its name ends in "?"; without that: members.email is NOT NULL',
      },
    ],
    [
      'SELECT :a::text AS a, :b::text AS b WHERE :b::text IS NULL',
      { a: 'never: :a is never null', b: 'null: :b is perhaps null' },
    ],
  ])('%s', async (statement, expected) => {
    const seen = await unlessTooNew(compiler.database.client, statement, expected, async () => columns(statement));
    expect(seen).toEqual(expected);
  });
});

describe('why a parameter may be null', () => {
  it.each([
    [
      'UPDATE members SET nick = :nick, email = :email WHERE id = :id',
      {
        nick: 'null: stored in members.nick, which is nullable',
        email: 'never: stored in members.email, which is NOT NULL',
        id: 'never: compared with members.id',
      },
    ],
    [
      'SELECT id FROM teams WHERE (:color::color IS NULL OR color = :color) AND name LIKE :pattern LIMIT :limit',
      {
        color: 'null: the statement provides for null; compared with teams.color',
        pattern: 'never: PostgreSQL takes it for text',
        limit: 'never: PostgreSQL takes it for bigint',
      },
    ],
    [
      'UPDATE teams SET color = :color!, name = coalesce(:name, name)',
      {
        color: 'never: ":color!" says that it is not null; stored in teams.color, which is nullable',
        name: 'null: the statement provides for null; stored in teams.name',
      },
    ],
    [
      'INSERT INTO teams (name, color) SELECT x.n, x.c FROM unnest(:names::text[], :colors::color[]) AS x(n, c)',
      {
        names: 'never: its elements are stored in teams.name, which is NOT NULL',
        colors: 'never: its elements are stored in teams.color, which is nullable; so its elements may be null',
      },
    ],
    [
      'UPDATE teams SET color = CASE WHEN :set THEN :color ELSE color END WHERE name IN (:one, :other)',
      {
        set: 'never: PostgreSQL takes it for boolean',
        color: 'null: stored in teams.color, which is nullable',
        one: 'never: compared with teams.name',
        other: 'never: compared with teams.name',
      },
    ],
    [
      'WITH x AS (UPDATE teams SET name = :name) UPDATE members SET nick = :name',
      { name: 'never: stored in members.nick and others, of which one is NOT NULL' },
    ],
  ])('%s', async (statement, expected) => {
    expect(await parameters(statement)).toEqual(expected);
  });
});
