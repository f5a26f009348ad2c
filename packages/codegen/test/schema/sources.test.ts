import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodegenError } from '../../src/errors.ts';
import { generate } from '../../src/run.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
let admin: Client;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  admin = new Client({ connectionString: server.url() });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

const QUERY = '/* @name ListThings */ -- :many\nSELECT * FROM things;\n';

function project(schema: unknown, files: Record<string, string>): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen: { schema } }),
    'packages/a/queries/things.sql': QUERY,
    ...files,
  });
}

/** The columns of the one model, as generated. */
async function columnsOf({ config, read }: Project, databaseUrl = server.url()): Promise<string[]> {
  const { diagnostics } = await generate({ config, databaseUrl });
  expect(diagnostics).toEqual([]);
  return [...read('packages/a/src/generated/models.ts').matchAll(/^ {2}(\w+): (.*);$/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  );
}

async function failure(made: Project, databaseUrl = server.url()): Promise<CodegenError> {
  const error: unknown = await generate({ config: made.config, databaseUrl }).catch((thrown: unknown) => thrown);
  if (!(error instanceof CodegenError)) throw new Error('it did not fail', { cause: error });
  return error;
}

describe('a folder of .sql files', () => {
  it.each<[string, Record<string, string>]>([
    [
      'plain, by number and not by letter',
      { 's/9.sql': 'CREATE TABLE things (id int NOT NULL);', 's/10_b.sql': 'ALTER TABLE things ADD b text;' },
    ],
    [
      'golang-migrate',
      {
        's/1_a.up.sql': 'CREATE TABLE things (id int NOT NULL, b text);',
        's/1_a.down.sql': 'DROP TABLE things;',
        's/README.md': 'no SQL',
      },
    ],
    [
      'goose',
      {
        's/1.sql':
          '-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE things (id int NOT NULL, b text);\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE things;',
      },
    ],
    [
      'Prisma',
      {
        's/20240101_a/migration.sql': 'CREATE TABLE things (id int NOT NULL);',
        's/20240102_b/migration.sql': 'ALTER TABLE things ADD b text;',
        's/migration_lock.toml': 'provider = "postgresql"',
      },
    ],
    [
      'a dump, which sets search_path',
      {
        's/1.sql':
          "\\restrict x\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.things (id int NOT NULL, b text);\n\\unrestrict x\n",
        's/2.sql': 'CREATE INDEX ON things (b);',
      },
    ],
    [
      'Flyway',
      {
        's/V2__b.sql': 'ALTER TABLE things ADD b text;',
        's/V10__c.sql': 'ALTER TABLE things DROP c;',
        's/V1.1__id.sql': 'ALTER TABLE things ALTER id SET NOT NULL;',
        's/V1__a.sql': 'CREATE TABLE things (id int, c int);',
        's/U2__b.sql': 'ALTER TABLE things DROP b;',
        's/R__view.sql': 'CREATE OR REPLACE VIEW seen AS SELECT b FROM things;',
      },
    ],
    [
      'a file for each table, which need one another',
      {
        's/boats.sql': 'CREATE TABLE boats (id int PRIMARY KEY, kind kind, owner int REFERENCES owners);',
        's/owners.sql': 'CREATE TABLE owners (id int PRIMARY KEY, thing things);',
        's/things.sql': 'CREATE TABLE things (id int NOT NULL, b text);',
        's/types.sql': "CREATE TYPE kind AS ENUM ('yawl');",
      },
    ],
    [
      'what may not run in a transaction',
      {
        's/1.sql':
          "CREATE TABLE things (id int NOT NULL, b text);\nCREATE INDEX CONCURRENTLY ON things (b);\nCREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b'; CREATE VIEW v AS SELECT 'b'::e AS e;",
      },
    ],
    [
      'node-pg-migrate, in code',
      {
        's/1_a.sql': '-- Up Migration\nCREATE TABLE things (id int NOT NULL);\n-- Down Migration\nDROP TABLE things;',
        's/2_b.mjs': "export const up = (pgm) => pgm.addColumn('things', { b: 'text' });",
      },
    ],
  ])('%s', async (_, files) => {
    expect(await columnsOf(project('s', files))).toEqual(['id number', 'b string | null']);
  });

  it('one file', async () => {
    expect(await columnsOf(project('schema.sql', { 'schema.sql': 'CREATE TABLE things (id int, b text);' }))).toEqual([
      'id number | null',
      'b string | null',
    ]);
  });

  it.each([
    ['at the token', 'CREATE TABLE t ();\n-- é 😀\nCREATE TABLE things (id nope);', '3:25', '42704'],
    ['at the statement that PostgreSQL has no place for', 'CREATE TABLE t ();\n\nCREATE TABLE t ();', '3:1', '42P07'],
    ['outside of a transaction', 'CREATE TABLE t ();\nCREATE INDEX CONCURRENTLY ON t (nope);', '2:1', '42703'],
    ['although others need it', 'CREATE TABLE things (id nope);', '1:25', '42704'],
    ['at an open string', "CREATE TABLE t ();\nSELECT 'x", '2:8', '42601'],
  ])('fails %s', async (_, text, place, sqlState) => {
    const error = await failure(project('s', { 's/1.sql': text }));
    expect(error.code).toBe('MIGRATION');
    expect(error.message).toMatch(new RegExp(`^s/1\\.sql:${place}: error: .*\\[${sqlState}\\]$`, 'm'));
    expect(error.diagnostics).toMatchObject([{ sqlState, source: { file: 's/1.sql' } }]);
  });

  it('fails where what none of its files makes is needed first, and in the order of their numbers', async () => {
    const files = {
      a: 'CREATE VIEW a AS TABLE b;',
      b: 'CREATE TABLE b (id int REFERENCES c);',
      d: 'CREATE TABLE d ();',
    };
    const { message } = await failure(project('s', { 's/a.sql': files.a, 's/b.sql': files.b, 's/d.sql': files.d }));
    expect(message).toContain('s/a.sql:1:24: error: relation "b" does not exist [42P01]');
    const numbered = await failure(project('s', { 's/1.sql': 'CREATE VIEW d1 AS TABLE d;', 's/2.sql': files.d }));
    expect(numbered.message).toContain('s/1.sql:1:25: error: relation "d" does not exist [42P01]');
  });

  it('fails inside of a DO block, whose line is named', async () => {
    const text = 'CREATE TABLE t ();\nDO $$ BEGIN\n  PERFORM nope();\nEND $$;';
    const { diagnostics } = await failure(project('s', { 's/1.sql': text }));
    expect(diagnostics).toMatchObject([
      { offset: text.indexOf('DO'), detail: expect.stringContaining('inline_code_block line 2 at PERFORM') },
    ]);
  });

  it('that is not there', async () => {
    expect(await failure(project('s', {}))).toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(': error: "schema" names "s", and there is no such file or folder'),
    });
  });
});

describe('a live database', () => {
  /** All that a write would change: what there is, what is in it, and who holds temporary schemas. */
  async function stateOf(client: Client): Promise<unknown> {
    const { rows } = await client.query(`
      SELECT (SELECT json_agg(c.relname ORDER BY 1) FROM pg_class c) AS relations,
        (SELECT count(*) FROM pg_proc) AS functions,
        (SELECT json_agg(n.nspname ORDER BY 1) FROM pg_namespace n) AS schemas,
        (SELECT json_agg(t) FROM things t) AS things`);
    return rows;
  }

  it('is analysed, and is afterwards what it was before', async () => {
    await admin.query('CREATE DATABASE live');
    const live = new Client({ connectionString: server.url('live') });
    await live.connect();
    try {
      await live.query('CREATE TABLE things (id int NOT NULL, b text); INSERT INTO things VALUES (1)');
      const before = await stateOf(live);
      const made = project(
        { database: true },
        {
          'packages/a/queries/things.sql': `${QUERY}\n/* @name AddThing */ -- :one\nINSERT INTO things VALUES (:id, :b) RETURNING *;\n\n/* @name Wrong */ -- :exec\nDELETE FROM things WHERE nope;\n`,
        },
      );
      const { diagnostics } = await generate({ config: made.config, databaseUrl: server.url('live') });
      expect(diagnostics.map(({ message }) => message)).toEqual(['column "nope" does not exist']);
      expect(await stateOf(live)).toEqual(before);
      made.write('packages/a/queries/things.sql', QUERY);
      expect(await columnsOf(made, server.url('live'))).toEqual(['id number', 'b string | null']);
      expect(await stateOf(live)).toEqual(before);
    } finally {
      await live.end();
    }
  });

  it('has to be named', async () => {
    const made = project({ database: true }, {});
    await expect(generate({ config: made.config })).rejects.toMatchObject({
      code: 'DATABASE',
      message: expect.stringContaining('--database-url'),
    });
  });

  it('is refused where the server is too old', async () => {
    // What such a server would answer: a function of the same name in a schema that comes first.
    await admin.query('CREATE DATABASE old');
    const old = new Client({ connectionString: server.url('old') });
    await old.connect();
    await old.query("CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '150004' $$");
    await old.query('ALTER DATABASE old SET search_path = public, pg_catalog');
    await old.end();
    expect(await failure(project({ database: true }, {}), server.url('old'))).toMatchObject({
      code: 'SERVER_TOO_OLD',
      message: expect.stringContaining('needs PostgreSQL 16 or newer'),
    });
  });

  it('is refused where its trees cannot be read', async () => {
    await admin.query('CREATE DATABASE strict');
    await admin.query("REVOKE TEMP ON DATABASE strict FROM PUBLIC; CREATE ROLE looker LOGIN PASSWORD 'looker'");
    const url = new URL(server.url('strict'));
    url.username = 'looker';
    url.password = 'looker';
    expect(await failure(project({ database: true }, {}), url.href)).toMatchObject({
      code: 'DATABASE',
      message: expect.stringContaining('GRANT TEMPORARY'),
    });
  });
});
