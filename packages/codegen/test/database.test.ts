import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../src/catalog/read-catalog.ts';
import { fetchTrees } from '../src/analysis/fetch-trees.ts';
import { connect } from '../src/database/connect.ts';
import { Describer } from '../src/database/describe.ts';
import { describeOverPg } from '../src/database/describe-over-pg.ts';
import { openScratchDatabase } from '../src/database/scratch-database.ts';
import { createProject } from './support/project.ts';
import { SCHEMA } from './support/schema.ts';

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

function migrations(sql = SCHEMA): string {
  return path.join(createProject({ 'm/0001_schema.sql': `-- Up Migration\n${sql}\n-- Down Migration\n` }).root, 'm');
}

async function databases(): Promise<string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'kongflow_codegen%'",
  );
  return rows.map(({ datname }) => datname);
}

describe('a scratch database', () => {
  it('is made on a given server, has the schema and nothing else, and goes when closed', async () => {
    const scratch = await openScratchDatabase({ migrations: migrations(), serverUrl: server.url() });
    expect(await databases()).toEqual([new URL(scratch.url).pathname.slice(1)]);
    const { tables } = await readCatalog(scratch.client);
    expect([...tables.values()].map(({ name }) => name)).toEqual(['active_members', 'members', 'teams']);
    await scratch.close();
    await scratch.close();
    expect(await databases()).toEqual([]);
    const { rows } = await admin.query("SELECT FROM pg_class WHERE relname IN ('teams', 'pgmigrations')");
    expect(rows).toEqual([]);
  });

  it('goes when a migration fails, and says which statement', async () => {
    const failing = openScratchDatabase({
      migrations: migrations('CREATE TABLE a (b nope);'),
      serverUrl: server.url(),
    });
    await expect(failing).rejects.toMatchObject({
      code: 'MIGRATION',
      message: expect.stringContaining('type "nope" does not exist'),
    });
    expect(await databases()).toEqual([]);
  });

  it('is refused by a role that may not create one', async () => {
    await admin.query("CREATE ROLE reader LOGIN PASSWORD 'reader'");
    const url = new URL(server.url());
    url.username = 'reader';
    url.password = 'reader';
    await expect(openScratchDatabase({ migrations: migrations(), serverUrl: url.href })).rejects.toMatchObject({
      code: 'DATABASE',
      message: expect.stringContaining('permission denied to create database'),
    });
  });

  it('is not made on a server that is too old', async () => {
    // What such a server would answer: the setting can be overridden by no one, the function can.
    await admin.query('CREATE DATABASE old_server; ');
    const url = server.url('old_server');
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      "CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '150004' $$",
    );
    await client.query('ALTER DATABASE old_server IS_TEMPLATE true');
    await client.query('ALTER ROLE postgres SET search_path = public, pg_catalog');
    await client.end();
    await admin.query(
      'ALTER DATABASE template1 RENAME TO template_of_new; ALTER DATABASE old_server RENAME TO template1',
    );
    try {
      await expect(openScratchDatabase({ migrations: migrations(), serverUrl: server.url() })).rejects.toMatchObject({
        code: 'SERVER_TOO_OLD',
        message: expect.stringContaining('needs PostgreSQL 16 or newer, and the server is 150004'),
      });
    } finally {
      await admin.query('ALTER ROLE postgres RESET search_path');
      await admin.query(
        'ALTER DATABASE template1 RENAME TO old_server; ALTER DATABASE template_of_new RENAME TO template1',
      );
    }
    expect(await databases()).toEqual([]);
  });
});

describe('describing and analysing', () => {
  it('says the same through pg, which a URL with an sslmode asks for', async () => {
    const scratch = await openScratchDatabase({ migrations: migrations(), serverUrl: server.url() });
    const wire = await Describer.connect(scratch.url, 1);
    // The server has no certificate: what it answers shows that `pg` has asked.
    const refused = Describer.connect(`${scratch.url}?sslmode=verify-full`, 1);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('does not support SSL') });
    const pg = await connect(scratch.url);
    try {
      const statements = [
        'SELECT m.*, $1::int AS n FROM members m WHERE team_id = $2',
        'SELECT nope FROM teams',
        'INSERT INTO teams (name, settings) VALUES ($1, $2)',
        'TRUNCATE teams',
        'SELEC',
        'SELECT idd FROM teams',
      ];
      const expected = await wire.describeAll(statements);
      expect(expected[0]).toMatchObject({ parameterTypes: [23, 20] });
      expect(expected[5]).toMatchObject({ position: 8, hint: expect.stringContaining('teams.id') });
      for (const [index, text] of statements.entries()) expect(await describeOverPg(pg, text)).toEqual(expected[index]);
      expect((await pg.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      wire.close();
      await pg.end();
      await scratch.close();
    }
  });

  it('answers many statements in their order, refusals among them', async () => {
    const scratch = await openScratchDatabase({ migrations: migrations(), serverUrl: server.url() });
    const describer = await Describer.connect(scratch.url, 3);
    try {
      const statements = Array.from({ length: 60 }, (_, index) =>
        index % 7 === 3 ? `SELECT nope${index}` : `SELECT $1::int AS c${index}`,
      );
      const descriptions = await describer.describeAll(statements);
      for (const [index, description] of descriptions.entries()) {
        expect(description).toMatchObject(
          index % 7 === 3
            ? { message: `column "nope${index}" does not exist`, position: 8 }
            : { parameterTypes: [23], fields: [{ name: `c${index}`, typeOid: 23 }] },
        );
      }
      const trees = await fetchTrees(
        scratch.client,
        statements.map((text) => ({ text, parameterTypes: text.includes('$1') ? ['integer'] : [] })),
      );
      expect(trees.map((tree) => tree?.type)).toEqual(
        statements.map((text) => (text.includes('nope') ? undefined : 'QUERY')),
      );
      const { rows } = await scratch.client.query("SELECT FROM pg_proc WHERE proname LIKE 'kongflow%'");
      expect(rows).toEqual([]);
    } finally {
      describer.close();
      await scratch.close();
    }
  });
});
