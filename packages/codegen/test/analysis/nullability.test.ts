import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';
import { SCHEMA } from '../support/schema.ts';

/** Rows with and without everything that may be missing. */
const DATA = `
INSERT INTO teams (name, color, settings, tags, parent_id) VALUES
  ('x', 'red', '[{"a": null}]', '{a,NULL}', NULL), ('y', NULL, '["b"]', '{}', 1), ('z', 'green', '[]', '{c}', 2);
INSERT INTO members (team_id, email, nick, label, profile, colors, left_on) VALUES
  (1, 'a@b', 'x', 'l', '{}', '{red}', '2020-01-01'), (1, 'c@d', NULL, 'l', NULL, '{}', NULL), (2, 'e@f', NULL, 'l', NULL, '{}', '2021-01-01');
`;

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(SCHEMA);
  await compiler.database.client.query(DATA);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

/**
 * The output columns: `name` for one that is never null, `name?` for one that may be.
 * The statement runs, too: what is said never to be null must not be.
 */
async function outputs(statement: string): Promise<string> {
  const { row, text } = await compiler.see(statement, 'many');
  const columns = Object.entries(row).map(([name, type]) => ({ name, nullable: type.endsWith('| null') }));
  await expectNoNull(text, columns);
  return columns.map(({ name, nullable }) => (nullable ? `${name}?` : name)).join(' ');
}

async function expectNoNull(text: string, columns: readonly { name: string; nullable: boolean }[]): Promise<void> {
  if (/\$\d/.test(text)) return;
  const { client } = compiler.database;
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<unknown[]>({ text: `DECLARE c CURSOR FOR ${text}`, rowMode: 'array' }).then(
      async () => client.query<unknown[]>({ text: 'FETCH 50 FROM c', rowMode: 'array' }),
      async () => {
        // A statement that writes has no cursor.
        await client.query('ROLLBACK; BEGIN');
        return client.query<unknown[]>({ text, rowMode: 'array' });
      },
    );
    for (const [index, { name, nullable }] of columns.entries()) {
      if (!nullable)
        expect(
          rows.map((row) => row[index]),
          name,
        ).not.toContain(null);
    }
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('columns', () => {
  it.each([
    ['SELECT id, name, color FROM teams', 'id name color?'],
    ['SELECT label, left_on FROM members', 'label leftOn?'],
    ['SELECT t.* FROM teams t', 'id name color? settings tags parentId?'],
    ['SELECT s.id, s.color FROM (SELECT id, color FROM teams) s', 'id color?'],
    ['WITH x AS (SELECT id, color FROM teams) SELECT id, color FROM x', 'id color?'],
    ['SELECT id, email, nick, team FROM active_members', 'id email nick? team?'],
    ['SELECT v.a, v.b FROM (VALUES (1, 2), (3, NULL)) v(a, b)', 'a b?'],
    ['SELECT ctid::text AS at FROM teams', 'at'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('outer joins', () => {
  it.each([
    ['SELECT m.id, t.name FROM members m JOIN teams t ON t.id = m.team_id', 'id name'],
    ['SELECT m.id, t.name FROM members m LEFT JOIN teams t ON t.id = m.team_id', 'id name?'],
    ['SELECT m.id, t.name FROM members m RIGHT JOIN teams t ON t.id = m.team_id', 'id? name'],
    ['SELECT m.id, t.name FROM members m FULL JOIN teams t ON t.id = m.team_id', 'id? name?'],
    [
      'SELECT m.id, l.name FROM members m LEFT JOIN LATERAL (SELECT name FROM teams WHERE id = m.team_id) l ON true',
      'id name?',
    ],
    [
      'SELECT a.name, b.name AS parent, c.name AS grand FROM teams a LEFT JOIN teams b ON b.id = a.parent_id LEFT JOIN teams c ON c.id = b.parent_id',
      'name parent? grand?',
    ],
    [
      'SELECT t.name, x.n FROM teams t LEFT JOIN (SELECT team_id, count(*) AS n FROM members GROUP BY team_id) x ON x.team_id = t.id',
      'name n?',
    ],
    [
      'SELECT coalesce(x.n, 0) AS n FROM teams t LEFT JOIN (SELECT team_id, count(*) AS n FROM members GROUP BY team_id) x ON x.team_id = t.id',
      'n',
    ],
    ['SELECT id, a.name, b.name AS other FROM teams a FULL JOIN teams b USING (id)', 'id? name? other?'],
    ['SELECT t.id IS NULL AS missing FROM members m LEFT JOIN teams t ON t.id = m.team_id', 'missing'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('conditions', () => {
  it.each([
    ['SELECT nick FROM members WHERE nick IS NOT NULL', 'nick'],
    ["SELECT nick FROM members WHERE nick = 'x'", 'nick'],
    ["SELECT nick, left_on FROM members WHERE nick > 'x' AND left_on IS NOT NULL", 'nick leftOn'],
    ["SELECT nick FROM members WHERE nick = 'x' OR left_on IS NOT NULL", 'nick?'],
    ["SELECT nick FROM members WHERE nick IS DISTINCT FROM 'x'", 'nick?'],
    ["SELECT nick FROM members WHERE NOT (nick = 'x')", 'nick'],
    ["SELECT nick FROM members WHERE nick = ANY(ARRAY['x'])", 'nick'],
    ["SELECT nick FROM members WHERE nick <> ALL(ARRAY['x'])", 'nick?'],
    ['SELECT t.id, t.color FROM members m LEFT JOIN teams t ON t.id = m.team_id WHERE t.id IS NOT NULL', 'id color?'],
    ['SELECT t.parent_id FROM teams t JOIN teams p ON p.id = t.parent_id', 'parentId'],
    ['SELECT m.nick FROM teams t LEFT JOIN members m ON m.nick = t.name', 'nick?'],
    ['SELECT nick, count(*) AS n FROM members WHERE nick IS NOT NULL GROUP BY nick', 'nick n'],
    ['UPDATE members SET nick = NULL WHERE nick IS NOT NULL RETURNING nick', 'nick?'],
    ['DELETE FROM members WHERE nick IS NOT NULL RETURNING nick', 'nick'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('set operations and recursion', () => {
  it.each([
    ['SELECT id, name FROM teams UNION SELECT id, name FROM teams', 'id name'],
    ['SELECT name FROM teams UNION ALL SELECT nick FROM members', 'name?'],
    ['SELECT nick FROM members INTERSECT SELECT name FROM teams', 'nick'],
    ['SELECT name FROM teams EXCEPT SELECT nick FROM members', 'name'],
    ['SELECT nick FROM members EXCEPT SELECT name FROM teams', 'nick?'],
    ['(SELECT id FROM teams ORDER BY id) UNION ALL SELECT NULL', 'id?'],
    [
      'WITH RECURSIVE up AS (SELECT id, parent_id, 1 AS depth FROM teams UNION ALL SELECT t.id, t.parent_id, up.depth + 1 FROM teams t JOIN up ON up.parent_id = t.id) SELECT id, parent_id, depth FROM up',
      'id parentId? depth',
    ],
    ['WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT nullif(i + 1, 3) FROM n) SELECT i FROM n', 'i?'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('aggregates and windows', () => {
  it.each([
    ['SELECT count(*) AS n, sum(id) AS total, max(name) AS last FROM teams', 'n total? last?'],
    [
      'SELECT name, count(*) AS n, max(id) AS last, max(parent_id) AS parent FROM teams GROUP BY name',
      'name n last parent?',
    ],
    ['SELECT name, max(id) FILTER (WHERE id > 3) AS last FROM teams GROUP BY name', 'name last?'],
    [
      "SELECT name, array_agg(parent_id) AS all_of, string_agg(color::text, ',') AS colors FROM teams GROUP BY name",
      'name allOf colors?',
    ],
    ['SELECT name, id, count(*) AS n FROM teams GROUP BY ROLLUP (name, id)', 'name? id? n'],
    ['SELECT json_agg(t) AS all_of FROM teams t', 'allOf?'],
    ["SELECT coalesce(json_agg(t), '[]') AS all_of FROM teams t", 'allOf'],
    [
      'SELECT row_number() OVER () AS n, lag(id) OVER () AS before, count(*) OVER () AS total, sum(id) OVER () AS s FROM teams',
      'n before? total s',
    ],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('expressions', () => {
  it.each([
    [
      "SELECT now() AS at, current_date AS today, gen_random_uuid() AS id, 'x' AS x, NULL AS nothing",
      'at today id x nothing?',
    ],
    [
      "SELECT coalesce(nick, email) AS a, coalesce(nick, 'x') AS b, coalesce(nick, left_on::text) AS c FROM members",
      'a b c?',
    ],
    [
      "SELECT CASE WHEN id > 1 THEN 'a' ELSE 'b' END AS a, CASE WHEN id > 1 THEN 'a' END AS b, CASE WHEN id > 1 THEN color ELSE 'red' END AS c FROM teams",
      'a b? c?',
    ],
    [
      "SELECT nullif(name, 'x') AS a, greatest(id, parent_id) AS b, name || color AS c, name || 'x' AS d FROM teams",
      'a? b c? d',
    ],
    [
      "SELECT settings -> 'a' AS a, settings ->> 'a' AS b, settings || '{}' AS c, to_jsonb(name) AS d FROM teams",
      'a? b? c d',
    ],
    [
      'SELECT lower(name) AS a, lower(color::text) AS b, strict_name(name) AS c, name::varchar(3) AS d FROM teams',
      'a b? c? d',
    ],
    [
      'SELECT array_length(tags, 1) AS a, cardinality(tags) AS b, tags[1] AS c, ARRAY[color] AS d FROM teams',
      'a? b c? d',
    ],
    [
      'SELECT EXISTS (SELECT FROM teams) AS a, ARRAY(SELECT name FROM teams) AS b, (SELECT name FROM teams LIMIT 1) AS c, (SELECT count(*) FROM teams) AS d, (SELECT max(id) FROM teams) AS e',
      'a b c? d e?',
    ],
    [
      'SELECT id IN (SELECT id FROM teams) AS a, id IN (SELECT parent_id FROM teams) AS b, parent_id = ANY(ARRAY[1, 2]) AS c, id = ANY(ARRAY[1, 2]) AS d FROM teams',
      'a b? c? d',
    ],
    [
      "SELECT 'x' = ANY(tags) AS a, name IS NULL AS b, (color = 'red') IS TRUE AS c, color = 'red' AS d, color IS DISTINCT FROM 'red' AS e FROM teams",
      'a? b c d? e',
    ],
    [
      "SELECT jsonb_build_object('a', color) AS a, json_build_array(color) AS b, JSON_OBJECT('a' VALUE color) AS c FROM teams",
      'a b c',
    ],
    ['SELECT (SELECT t.name) AS outer_name, (SELECT t.color) AS outer_color FROM teams t', 'outerName outerColor?'],
    ['SELECT t AS row_of FROM teams t', 'rowOf'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('functions in FROM', () => {
  it.each([
    ['SELECT x FROM generate_series(1, 3) AS x', 'x'],
    ["SELECT x, n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(x, n)", 'x n'],
    ['SELECT x FROM teams, unnest(tags) AS x', 'x?'],
    ['SELECT a, b FROM unnest(ARRAY[1], ARRAY[2, 3]) AS u(a, b)', 'a? b?'],
    ['SELECT x FROM teams, jsonb_array_elements(settings) AS x', 'x'],
    ['SELECT x FROM teams, jsonb_array_elements_text(settings) AS x', 'x?'],
    ["SELECT r.a FROM jsonb_to_recordset('[]') AS r(a int)", 'a?'],
  ])('%s', async (statement, expected) => {
    expect(await outputs(statement)).toBe(expected);
  });
});

describe('RETURNING', () => {
  it.each([
    ["INSERT INTO teams (name) VALUES ('x') RETURNING id, color", 'id color?'],
    ["UPDATE teams SET name = 'x' RETURNING id, old.name AS before, new.name AS after", 'id before after'],
    ["INSERT INTO teams (name) VALUES ('x') RETURNING old.name AS before, new.name AS after", 'before? after'],
    ['DELETE FROM members RETURNING old.email AS before, new.email AS after', 'before after?'],
    [
      'UPDATE members m SET nick = t.name FROM teams t WHERE t.id = m.team_id RETURNING m.id, t.name, t.color',
      'id name color?',
    ],
    [
      "MERGE INTO teams t USING (VALUES (1, 'x')) v(id, name) ON t.id = v.id WHEN MATCHED THEN UPDATE SET name = v.name RETURNING merge_action() AS action, t.name, v.name AS source",
      'action name source?',
    ],
    [
      'WITH gone AS (DELETE FROM members RETURNING id, nick), made AS (INSERT INTO teams (name) SELECT coalesce(nick, id::text) FROM gone RETURNING id) SELECT gone.id, gone.nick, made.id AS team FROM gone LEFT JOIN made ON true',
      'id nick? team?',
    ],
  ])('%s', async (statement, expected) => {
    const seen = await unlessTooNew(compiler.database.client, statement, expected, async () => outputs(statement));
    expect(seen).toBe(expected);
  });
});

describe('marks', () => {
  it('"name!" is never null and "name?" may be, without the mark in the property', async () => {
    expect(await outputs('SELECT nick AS "nick!", id AS "id?", team_id FROM members WHERE false')).toBe(
      'nick id? teamId',
    );
  });

  it('a parameter is never null unless the statement provides for null', async () => {
    expect(
      await outputs('SELECT :a::int AS a, coalesce(:b::int, NULL) AS b, :c!::int AS c, :c::int IS NULL AS d'),
    ).toBe('a b? c d');
  });
});
