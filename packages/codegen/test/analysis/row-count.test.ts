import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';
import { SCHEMA } from '../support/schema.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`${SCHEMA} CREATE VIEW nicks AS SELECT id, nick FROM members;`);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

const ONE = '(SELECT count(*) AS n FROM teams)';
const AT_MOST_ONE = '(SELECT id AS n FROM teams LIMIT 1)';
const UPSERT =
  "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y' RETURNING id";

function check(expected: string, statements: readonly string[]): void {
  it.each(statements)('%s', async (statement) => {
    const see = async (): Promise<string> => (await analyser.analyse(statement)).rows;
    expect(await unlessTooNew(analyser.client, statement, expected, see)).toBe(expected);
  });
}

describe('one row', () => {
  check('one', [
    `WITH w AS (UPDATE members SET nick = 'z') ${UPSERT}`,
    `WITH w AS (SELECT id FROM teams) ${UPSERT}`,
    `WITH i AS (${UPSERT}) SELECT id FROM i`,
    "INSERT INTO teams (name) VALUES ('x') RETURNING id",
    "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y' RETURNING id",
    "INSERT INTO teams (name) SELECT 'x' RETURNING id",
    'INSERT INTO teams (name) SELECT name FROM (VALUES ($1::text)) v (name) RETURNING id',
    'SELECT count(*) AS n, max(id) AS last FROM teams',
    'SELECT count(*) AS n FROM teams WHERE id = 1',
    'SELECT 1 AS one',
    'VALUES (1)',
    'SELECT EXISTS (SELECT FROM teams) AS found, now() AS at',
    "WITH x AS (INSERT INTO teams (name) VALUES ('x') RETURNING *) SELECT * FROM x",
    'WITH x AS (SELECT count(*) AS n FROM teams), y AS (SELECT max(id) AS m FROM teams) SELECT n, m FROM x, y',
    'WITH x AS (SELECT count(*) AS n FROM teams) SELECT n FROM (SELECT n FROM x) s',
    `SELECT x.n FROM ${ONE} x LEFT JOIN (SELECT 1 AS one) y ON x.n = y.one`,
    `SELECT x.n FROM ${ONE} x LEFT JOIN ${AT_MOST_ONE} y ON x.n = y.n`,
    `SELECT x.n FROM ${ONE} x CROSS JOIN ${ONE} y`,
    'SELECT v.a FROM (VALUES (1)) v(a)',
    `SELECT x.n, v.a FROM ${ONE} x, (VALUES (1)) v(a)`,
    'SELECT count(*) AS n FROM teams LIMIT 1',
    'SELECT count(*) AS n FROM teams LIMIT ALL',
    'SELECT count(*) AS n FROM teams LIMIT NULL',
  ]);
});

describe('one row or none', () => {
  check('at-most-one', [
    `WITH w AS (UPDATE teams SET color = 'red') ${UPSERT}`,
    `WITH w AS (DELETE FROM nicks) ${UPSERT}`,
    `WITH w AS (UPDATE teams SET color = 'red'), i AS (${UPSERT}) SELECT id FROM i`,
    "INSERT INTO teams (name) VALUES ('x') ON CONFLICT DO NOTHING RETURNING id",
    "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y' WHERE teams.name <> 'y' RETURNING id",
    "INSERT INTO teams (name) SELECT 'x' WHERE false RETURNING id",
    'SELECT count(*) AS n FROM teams HAVING count(*) > 1',
    'SELECT count(*) AS n FROM teams LIMIT $1',
    'SELECT count(*) AS n FROM teams LIMIT 0',
    'SELECT count(*) AS n FROM teams LIMIT 2',
    'SELECT count(*) AS n FROM teams LIMIT 257',
    'SELECT count(*) AS n FROM teams LIMIT (SELECT 1)',
    'SELECT count(*) AS n FROM teams ORDER BY 1 FETCH FIRST 1 ROW WITH TIES',
    'SELECT count(*) AS n FROM teams OFFSET 1',
    'SELECT name FROM teams LIMIT 1',
    'SELECT name FROM teams LIMIT 1 OFFSET 3',
    'SELECT 1 AS one WHERE false',
    `SELECT x.n FROM ${AT_MOST_ONE} x`,
    `SELECT x.n FROM ${ONE} x WHERE x.n > 1`,
    `SELECT x.n FROM ${ONE} x, ${AT_MOST_ONE} y`,
    `SELECT x.n FROM ${ONE} x JOIN (SELECT 1 AS one) y ON x.n = y.one`,
    `SELECT x.n FROM ${AT_MOST_ONE} x CROSS JOIN ${ONE} y`,
    `SELECT x.n FROM ${AT_MOST_ONE} x LEFT JOIN ${ONE} y ON x.n = y.n`,
    `SELECT x.n FROM ${AT_MOST_ONE} x LIMIT 5`,
  ]);
});

describe('any number of rows', () => {
  check('any', [
    'SELECT name FROM teams WHERE id = 1',
    'SELECT name FROM teams LIMIT 2',
    'SELECT name FROM teams LIMIT 257',
    'SELECT name FROM teams LIMIT 65537',
    'SELECT name FROM teams LIMIT NULL',
    'SELECT name FROM teams LIMIT $1',
    'SELECT name FROM teams LIMIT (SELECT 1)',
    'SELECT name FROM teams ORDER BY name FETCH FIRST 1 ROW WITH TIES',
    'SELECT name FROM teams OFFSET 1',
    "INSERT INTO teams (name) VALUES ('x'), ('y') RETURNING id",
    "INSERT INTO teams (name) VALUES (unnest(ARRAY['x', 'y'])) RETURNING id",
    "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x'), (2, 'y') ON CONFLICT DO NOTHING RETURNING id",
    'INSERT INTO teams (name) SELECT nick FROM members RETURNING id',
    "UPDATE teams SET name = 'x' RETURNING id",
    'DELETE FROM teams RETURNING id',
    "MERGE INTO teams t USING (SELECT 1 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (name) VALUES ('x') RETURNING t.id",
    'SELECT count(*) AS n FROM teams GROUP BY name',
    'SELECT name FROM teams GROUP BY name',
    'SELECT 1 AS one GROUP BY 1 + 1',
    'SELECT count(*) AS n FROM teams GROUP BY GROUPING SETS ((), ())',
    'SELECT 1 AS one UNION ALL SELECT 2',
    'SELECT generate_series(1, 2) AS n',
    'SELECT v.a FROM (VALUES (1), (2)) v(a)',
    'SELECT n FROM generate_series(1, 2) AS n',
    `SELECT x.n FROM ${ONE} x, teams`,
    `SELECT x.n FROM teams, ${AT_MOST_ONE} x`,
    `SELECT x.n FROM ${ONE} x JOIN teams t ON t.id = x.n`,
    `SELECT x.n FROM ${ONE} x LEFT JOIN teams t ON t.id = x.n`,
    `SELECT x.n FROM ${ONE} x RIGHT JOIN ${ONE} y ON x.n = y.n`,
    `SELECT x.n FROM ${ONE} x FULL JOIN ${ONE} y ON x.n = y.n`,
    'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n',
  ]);
});
