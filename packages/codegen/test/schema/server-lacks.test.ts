import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodegenError } from '../../src/errors.ts';
import { generate } from '../../src/run.ts';
import { OWN_CLUSTER } from '../../src/schema/own-server.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function project(files: Record<string, string>): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen: { schema: 's' } }),
    'packages/a/queries/boats.sql': '/* @name ListBoats */ -- :many\nSELECT * FROM boats;\n',
    ...files,
  });
}

async function failure(made: Project, databaseUrl?: string): Promise<CodegenError> {
  const error: unknown = await generate({ config: made.config, databaseUrl }).catch((thrown: unknown) => thrown);
  if (!(error instanceof CodegenError)) throw new Error('it did not fail', { cause: error });
  return error;
}

const ROLES = {
  's/1.sql': `CREATE TABLE boats (id int PRIMARY KEY);
    ALTER TABLE boats OWNER TO "the Owner";
    GRANT SELECT ON boats TO looker, "the Owner";
    ALTER TABLE boats ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON boats TO sailor USING (true);`,
  's/2.sql':
    'CREATE INDEX CONCURRENTLY ON boats (id); ALTER DEFAULT PRIVILEGES FOR ROLE clerk GRANT SELECT ON TABLES TO auditor;',
};

describe('roles that a schema names', () => {
  it('are there on a server of our own', async () => {
    const { config, read } = project(ROLES);
    expect((await generate({ config })).diagnostics).toEqual([]);
    expect(read('packages/a/src/generated/boats.sql.ts')).toContain('Promise<number[]>');
  });

  it('are not made on a server of somebody else: the error says what to do', async () => {
    const error = await failure(project(ROLES), server.url());
    expect(error).toMatchObject({ code: 'MIGRATION', diagnostics: [{ sqlState: '42704' }] });
    expect(error.message).toContain('role "the Owner" does not exist');
    expect(error.message).toContain('hint: Create it on that server, or leave --database-url away');
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    const { rows } = await client.query("SELECT FROM pg_roles WHERE rolname IN ('the Owner', 'looker', 'sailor')");
    await client.end();
    expect(rows).toEqual([]);
  });

  it('may be made by the schema, too: a server of our own that stays forgets them between two runs', async () => {
    await using own = await startEmbeddedPostgres({ settings: { cluster_name: OWN_CLUSTER } });
    const made = project({
      's/1.sql': `CREATE ROLE clerk; CREATE ROLE "head Clerk" ADMIN clerk;
        CREATE TABLE boats (id int PRIMARY KEY);
        GRANT SELECT ON boats TO looker;
        GRANT SET ON PARAMETER work_mem TO clerk;`,
    });
    const run = { config: made.config, databaseUrl: own.url() };
    expect((await generate(run)).diagnostics).toEqual([]);
    made.write('s/2.sql', 'SELECT 1 FROM nothing;');
    await failure(made, own.url());
    made.write('s/2.sql', 'ALTER TABLE boats ADD name text;');
    made.write('s/0.sql', 'CREATE ROLE looker;');
    expect((await generate(run)).diagnostics).toEqual([]);
  });

  it.each(['pg_looker', 'public'])('and cannot be made, such as %s, are an error where they stand', async (role) => {
    const error = await failure(project({ 's/1.sql': `CREATE TABLE boats ();\nALTER TABLE boats OWNER TO ${role};` }));
    expect(error).toMatchObject({ code: 'MIGRATION', diagnostics: [{ sqlState: '42704', hint: undefined }] });
    expect(error.message).toContain(`s/1.sql:2:1: error: role "${role}" does not exist`);
  });
});

describe('an extension', () => {
  it('that comes with PostgreSQL is there', async () => {
    const made = project({ 's/1.sql': 'CREATE EXTENSION citext; CREATE TABLE boats (name citext NOT NULL);' });
    expect((await generate({ config: made.config, databaseUrl: server.url() })).diagnostics).toEqual([]);
  });

  it('that does not is an error that says where it may be', async () => {
    const { message } = await failure(project({ 's/1.sql': '\n  CREATE EXTENSION postgis;' }), server.url());
    expect(message).toContain('s/1.sql:2:3: error: extension "postgis" is not available [0A000]');
    expect(message).toContain('hint: The embedded server has the extensions that come with PostgreSQL. Name a server');
  });
});
