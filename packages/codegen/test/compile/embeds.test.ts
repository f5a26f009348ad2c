import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(`
    CREATE TABLE a (id int PRIMARY KEY, b_id int, name text);
    CREATE TABLE b (id int PRIMARY KEY, label text NOT NULL);
    CREATE TABLE gap (id int PRIMARY KEY, dropped int, name text);
    ALTER TABLE gap DROP COLUMN dropped;
    CREATE VIEW both_of AS SELECT a.id, b.label FROM a LEFT JOIN b ON b.id = a.b_id;
    CREATE SCHEMA other;
    CREATE TABLE other.things (id int PRIMARY KEY);
    CREATE TABLE other.a (id int PRIMARY KEY);
  `);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

/** The properties of a row: of an embedded table its name, with a mark if it may be missing, and where it begins. */
async function see(statement: string): Promise<string> {
  const [query] = await compiler.compile(`-- name: Q :many\n${statement};`);
  const columns = query?.columns ?? [];
  return columns
    .map(({ property, embed, nullable, at = -1 }) =>
      embed === undefined ? property : `${property}: ${embed.name}${nullable ? '?' : ''}@${at}`,
    )
    .join(', ');
}

describe('sqlc.embed', () => {
  it.each([
    ['SELECT sqlc.embed(a) FROM a', 'a: a@0'],
    ['SELECT 1 AS one, sqlc.embed(a), 2 AS two FROM a', 'one, a: a@1, two'],
    ['SELECT sqlc.embed(a), sqlc.embed(b) FROM a JOIN b ON b.id = a.b_id', 'a: a@0, b: b@3'],
    ['SELECT sqlc.embed(a), sqlc.embed(b) FROM a LEFT JOIN b ON b.id = a.b_id', 'a: a@0, b: b?@3'],
    ['SELECT sqlc.embed(a), sqlc.embed(b) FROM a RIGHT JOIN b ON b.id = a.b_id', 'a: a?@0, b: b@3'],
    ['SELECT sqlc.embed(a), sqlc.embed(b) FROM a FULL JOIN b ON b.id = a.b_id', 'a: a?@0, b: b?@3'],
    ['SELECT sqlc.embed(b) FROM a LEFT JOIN b ON b.id = a.b_id WHERE b.label = $1', 'b: b@0'],
    ['SELECT sqlc.embed(b) FROM a LEFT JOIN b ON b.id = a.b_id WHERE b.label = $1 OR a.id = 1', 'b: b?@0'],
    ['SELECT sqlc.embed(c) FROM a LEFT JOIN b ON b.id = a.b_id JOIN b c ON c.id = b.id', 'b: b@0'],
    ['SELECT sqlc.embed(x), sqlc.embed(y), x.id AS a FROM a x, a y', 'a: a@0, a2: a@3, a3'],
    ['SELECT sqlc.embed(a), a.* FROM a', 'a: a@0, id, bId, name'],
    ['SELECT *, sqlc.embed(b) FROM a, b', 'id, bId, name, id2, label, b: b@5'],
    ['SELECT sqlc.embed(gap), 1 AS one FROM gap', 'gap: gap@0, one'],
    ['SELECT sqlc.embed(both_of) FROM both_of', 'bothOf: both_of@0'],
    ['SELECT sqlc.embed(things) FROM other.things', 'otherThing: things@0'],
    ['SELECT sqlc.embed(t), sqlc.embed(a) FROM other.a t, a', 'otherA: a@0, a: a@1'],
    ['SELECT sqlc.embed(other.things) FROM other.things', 'otherThing: things@0'],
    ['SELECT DISTINCT ON (a.id) sqlc.embed(a) FROM a', 'a: a@0'],
    ['SELECT sqlc.embed(a) FROM (a LEFT JOIN b USING (id))', 'a: a@0'],
    [
      'WITH n AS (SELECT 1 AS x) SELECT n.x, sqlc.embed(b) FROM n LEFT JOIN LATERAL (SELECT 1) l ON true JOIN b ON true',
      'x, b: b@1',
    ],
    ['SELECT sqlc.embed(b) FROM b GROUP BY b.id', 'b: b@0'],
    ['SELECT sqlc.embed(b) FROM a LEFT JOIN b ON b.id = a.b_id GROUP BY b.id, b.label', 'b: b?@0'],
    ['SELECT sqlc.embed(b) FROM a LEFT JOIN b ON true UNION SELECT sqlc.embed(b) FROM b', 'b: b?@0'],
    ['INSERT INTO a VALUES (1) RETURNING 1 AS one, sqlc.embed(a)', 'one, a: a@1'],
    ['UPDATE a SET name = $1 FROM b RETURNING sqlc.embed(a), sqlc.embed(b)', 'a: a@0, b: b@3'],
    ['UPDATE a SET name = $1 RETURNING sqlc.embed(old), sqlc.embed(new)', 'a: a@0, a2: a@3'],
    ['DELETE FROM a RETURNING sqlc.embed(old), sqlc.embed(a)', 'a: a@0, a2: a@3'],
  ])('%s', async (statement, expected) => {
    const seen = await unlessTooNew(compiler.database.client, statement, expected, async () => see(statement));
    expect(seen).toBe(expected);
  });

  it.each([
    ['SELECT sqlc.embed(s) FROM (SELECT * FROM a) s', 'sqlc.embed takes a table in FROM, which "s" is not'],
    ['SELECT sqlc.embed(f) FROM generate_series(1, 2) f', 'sqlc.embed takes a table in FROM, which "f" is not'],
    [
      'SELECT sqlc.embed(a) FROM a UNION SELECT id, b_id, label FROM gap, (SELECT 1 AS b_id, label FROM b) x',
      'takes a table',
    ],
    ['SELECT (sqlc.embed(a)) FROM a', 'sqlc.embed stands alone in a select list'],
    ['SELECT id FROM a WHERE (sqlc.embed(a)) IS NULL', 'sqlc.embed stands alone in a select list'],
  ])('%s is refused', async (statement, message) => {
    expect(await compiler.errors(`-- name: Q :many\n${statement};`)).toContain(message);
  });
});
