import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { SCHEMA } from '../support/schema.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(SCHEMA);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

async function resultKind(statement: string): Promise<string> {
  const [query] = await compiler.compile(`/* @name Q */ -- :one\n${statement};`);
  return query?.result ?? '';
}

describe(':one', () => {
  it.each([
    "INSERT INTO teams (name) VALUES ('x') RETURNING id",
    "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y' RETURNING id",
    "INSERT INTO teams (name) SELECT 'x' RETURNING id",
    'SELECT count(*) AS n, max(id) AS last FROM teams',
    'SELECT 1 AS one',
    'SELECT EXISTS (SELECT FROM teams) AS found, now() AS at',
    "WITH x AS (INSERT INTO teams (name) VALUES ('x') RETURNING *) SELECT * FROM x",
    'WITH x AS (SELECT count(*) AS n FROM teams), y AS (SELECT max(id) AS m FROM teams) SELECT n, m FROM x, y',
    'SELECT x.n FROM (SELECT count(*) AS n FROM teams) x LEFT JOIN (SELECT 1 AS one) y ON x.n = y.one',
    'SELECT v.a FROM (VALUES (1)) v(a)',
    'SELECT count(*) AS n FROM teams LIMIT 1',
  ])('is one row: %s', async (statement) => {
    expect(await resultKind(statement)).toBe('exactly-one');
  });

  it.each([
    'SELECT name FROM teams WHERE id = 1',
    "INSERT INTO teams (name) VALUES ('x') ON CONFLICT DO NOTHING RETURNING id",
    "INSERT INTO teams (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y' WHERE teams.name <> 'y' RETURNING id",
    "INSERT INTO teams (name) VALUES ('x'), ('y') RETURNING id",
    "INSERT INTO teams (name) SELECT 'x' WHERE false RETURNING id",
    'INSERT INTO teams (name) SELECT nick FROM members RETURNING id',
    "UPDATE teams SET name = 'x' RETURNING id",
    'DELETE FROM teams RETURNING id',
    'SELECT count(*) AS n FROM teams GROUP BY name',
    'SELECT count(*) AS n FROM teams HAVING count(*) > 1',
    'SELECT count(*) AS n FROM teams LIMIT 0',
    'SELECT count(*) AS n FROM teams OFFSET 1',
    'SELECT 1 AS one WHERE false',
    'SELECT 1 AS one UNION ALL SELECT 2',
    'SELECT generate_series(1, 2) AS n',
    'SELECT v.a FROM (VALUES (1), (2)) v(a)',
    'SELECT x.n FROM (SELECT count(*) AS n FROM teams) x JOIN (SELECT 1 AS one) y ON x.n = y.one',
    'SELECT x.n FROM (SELECT count(*) AS n FROM teams) x LEFT JOIN teams t ON t.id = x.n',
  ])('may be none or many: %s', async (statement) => {
    expect(await resultKind(statement)).toBe('one');
  });
});
