import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { generate } from '../../src/run.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

async function run({ config }: Project, ...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const texts = { out: '', error: '' };
  const status = await main(
    [...args, '--config', config],
    { KONGFLOW_CODEGEN_DATABASE_URL: server.url(), GITHUB_WORKSPACE: '/' },
    { out: (text) => (texts.out += text), error: (text) => (texts.error += text) },
  );
  return { status, ...texts };
}

const VET = { rules: { migrations: 'off', 'unused-query': 'off' } };
const QUERIES = `/* @name ListUsers */ -- :many
-- All of them.
-- vet: disable=no-seq-scan an export
SELECT * FROM users ORDER BY name;

/* @name GetUser */ -- :one
SELECT email, name FROM users WHERE id = :id;
`;

function project(queries = QUERIES, vet: unknown = VET): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify({
      ...PLAIN_CONFIG,
      transforms: [...PLAIN_CONFIG.transforms, { ...PLAIN_CONFIG.transforms[0], include: 'b/queries/*.sql' }],
      codegen: { vet },
    }),
    'db/migrations/0001_users.sql': 'CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, email text);',
    'packages/a/queries/users.sql': queries,
    'packages/b/queries/broken.sql':
      '/* @name DeleteAll */ -- :exec\nDELETE FROM users;\n\n/* @name GetUser */ -- :one\nSELECT nam FROM users;\n',
  });
}

const ONLY_A = ['--package', 'packages/a'];

describe('vet', () => {
  it('ends with 0 when nothing is wrong', async () => {
    expect(await run(project(), 'vet', ...ONLY_A)).toEqual({
      status: 0,
      out: '2 queries: 0 errors, 0 warnings\n',
      error: '',
    });
  });

  it('prints warnings, which are no reason to fail', async () => {
    const { status, out, error } = await run(
      project('/* @name ListUsers */ -- :many\nSELECT id FROM users ORDER BY name;\n'),
      'vet',
      ...ONLY_A,
    );
    expect(status).toBe(0);
    expect(out).toBe('1 query: 0 errors, 1 warning\n');
    expect(error).toContain('packages/a/queries/users.sql:2:16: warning: this reads all of users [no-seq-scan]');
  });

  it('ends with 1 for errors, and reports queries that do not compile beside those that do', async () => {
    const { status, out, error } = await run(project(), 'vet');
    expect(status).toBe(1);
    expect(out).toBe('3 queries: 2 errors, 0 warnings\n');
    expect(error).toContain('broken.sql:2:1: error: this DELETE has no WHERE');
    expect(error).toContain('broken.sql:5:8: error: column "nam" does not exist [42703]');
  });

  it('speaks JSON, with the rule of each finding', async () => {
    const { status, out } = await run(project(), 'vet', '--package', 'packages/b', '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      command: 'vet',
      exitCode: 1,
      queries: 1,
      diagnostics: [
        { line: 2, column: 1, severity: 'error', code: null, rule: 'no-delete-without-where' },
        { line: 5, column: 8, code: '42703', rule: null },
      ],
    });
  });

  it('annotates on GitHub, under the name of the rule', async () => {
    const { out } = await run(project(), 'vet', '--package', 'packages/b', '--format', 'github');
    expect(out).toMatch(/^::error file=.*broken\.sql,line=2,col=1,endColumn=7,title=no-delete-without-where::/m);
  });

  it.each([
    [{ rules: { 'no-ofset': 'off' } }, 'codegen.vet.rules.no-ofset: '],
    [{ rules: { 'no-offset': 'of' } }, 'codegen.vet.rules.no-offset: '],
    [{ rule: {} }, 'codegen.vet has no key "rule"'],
  ])('refuses the config %j', async (vet, message) => {
    const { status, error } = await run(project(QUERIES, vet), 'vet');
    expect(status).toBe(2);
    expect(error).toContain(message);
  });

  it('its comments do not reach the generated documentation', async () => {
    const created = project();
    await generate({ config: created.config, packages: ['packages/a'], databaseUrl: server.url() });
    const code = created.read('packages/a/src/generated/users.sql.ts');
    expect(code).toContain('All of them.');
    expect(code).not.toContain('vet:');
  });
});

describe('explain', () => {
  it('shows the statement, the types and why, and the plan', async () => {
    expect(await run(project(), 'explain', 'GetUser', ...ONLY_A)).toEqual({
      status: 0,
      error: '',
      out: `packages/a/queries/users.sql:6: GetUser, which is getUser(): Promise<GetUserRow | null>

  SELECT email, name FROM users WHERE id = $1

Parameters
  id: number, required (integer) — compared with users.id

Columns
  email: string | null (text) — users.email is nullable
  name: string (text) — users.name is NOT NULL

Plan, for any parameters and large tables
  Index Scan using users_pkey on users
    Index Cond: (id = $1)
`,
    });
  });

  it('takes the name of the function, and speaks JSON', async () => {
    const { status, out } = await run(project(), 'explain', 'listUsers', '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      command: 'explain',
      queries: [
        {
          query: 'ListUsers',
          functionName: 'listUsers',
          returns: 'User[]',
          text: 'SELECT id, name, email FROM users ORDER BY name',
          parameters: [],
          columns: [
            { name: 'id', type: 'number', sqlType: 'integer', nullable: false, reason: 'users.id is NOT NULL' },
            { name: 'name' },
            { name: 'email', type: 'string | null', nullable: true, reason: 'users.email is nullable' },
          ],
        },
      ],
    });
  });

  it('explains what compiles of two queries with one name', async () => {
    const { status, out } = await run(project(), 'explain', 'GetUser');
    expect(status).toBe(0);
    expect(out).toContain('packages/a/queries/users.sql:6');
    expect(out).not.toContain('broken.sql');
  });

  it('has no plan of a statement without one', async () => {
    const { out } = await run(project('/* @name Empty */ -- :exec\nTRUNCATE users;\n'), 'explain', 'Empty', ...ONLY_A);
    expect(out).toBe('packages/a/queries/users.sql:1: Empty, which is empty(): Promise<void>\n\n  TRUNCATE users\n');
  });

  it.each([
    [['explain'], '"explain" needs the name of one query'],
    [['explain', 'GetUsr'], 'no query is called GetUsr; did you mean GetUser?'],
    [['explain', 'Nothing', 'more'], '"explain" needs the name of one query'],
    [['explain', 'GetUser', '--package', 'packages/b'], 'column "nam" does not exist'],
  ])('%j cannot run', async (args, message) => {
    const { status, error } = await run(project(), ...args);
    expect(status).toBe(2);
    expect(error).toContain(message);
  });
});

describe('a file of sqlc', () => {
  const SQLC = `-- name: FindUsers :many
-- Users by name.
SELECT id FROM users WHERE name = @name AND (email = sqlc.narg(mail) OR sqlc.narg(mail) IS NULL);

-- name: SortUsers :many
-- @sqlc-vet-disable no-seq-scan
SELECT id FROM users ORDER BY $1::text;

-- name: EmbedUser :one
SELECT sqlc.embed(users), 1 AS one FROM users WHERE id = @id;

-- name: CopyUsers :copyfrom
INSERT INTO users (id, name, email) VALUES ($1, $2, $3);

-- name: SetMail :batchexec
UPDATE users SET email = $2 WHERE id = $1;
`;

  it('is vetted in its own words', async () => {
    const { status, error } = await run(project(SQLC), 'vet', ...ONLY_A);
    expect(error.match(/^.*(?:warning|error): .*$/gm)).toEqual([
      'packages/a/queries/users.sql:3:16: warning: this reads all of users to find the rows where (((users.email = sqlc.narg(mail)) OR (sqlc.narg(mail) IS NULL)) AND (users.name = @name)) [no-seq-scan]',
      'packages/a/queries/users.sql:7:31: warning: the value of "$1" changes nothing [unused-parameter]',
    ]);
    expect(status).toBe(0);
  });

  it('is explained', async () => {
    const explained = project(SQLC);
    const lines = async (name: string): Promise<string[] | null> =>
      (await run(explained, 'explain', name, ...ONLY_A)).out.match(/^ {2}.* — .*$/gm);
    expect(await lines('FindUsers')).toEqual([
      '  name: string, required (text) — compared with users.name',
      '  mail: string | null, optional (text) — the statement provides for null; compared with users.email',
      '  id: number (integer) — users.id is NOT NULL',
    ]);
    expect(await lines('EmbedUser')).toEqual([
      '  id: number, required (integer) — compared with users.id',
      '  user: User (users) — there is always a row of users',
      '  one: number (integer) — a constant',
    ]);
    expect(await lines('CopyUsers')).toEqual([
      '  id: number, required (integer) — stored in users.id, which is NOT NULL',
      '  name: string, required (text) — stored in users.name, which is NOT NULL',
      '  email: string | null, optional (text) — stored in users.email, which is nullable',
    ]);
    expect(await lines('SetMail')).toEqual([
      '  id: number, required (integer) — compared with users.id',
      '  email: string | null, optional (text) — stored in users.email, which is nullable',
    ]);
  });
});
