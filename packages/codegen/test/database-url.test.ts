import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, generate } from '../src/run.ts';
import { createProject, PLAIN_CONFIG } from './support/project.ts';

let server: EmbeddedPostgres;
let admin: Client;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  admin = new Client({ connectionString: server.url() });
  await admin.connect();
  await admin.query(`
    CREATE ROLE "o'wn" LOGIN CREATEDB PASSWORD 'a@b/c#d %';
    CREATE ROLE poor LOGIN PASSWORD 'geheim';
  `);
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

function config(): string {
  return createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/1.sql': 'CREATE TABLE things (id int NOT NULL);',
    'packages/a/queries/things.sql': '/* @name ListThings */ -- :many\nSELECT * FROM things;\n',
  }).config;
}

describe('the URL of a server', () => {
  it.each([
    [
      'with a password that is escaped',
      (port: number) => `postgres://o'wn:a%40b%2Fc%23d%20%25@127.0.0.1:${port}/postgres`,
    ],
    [
      'as libpq takes it, with all in its parameters',
      (port: number) =>
        `postgresql:///postgres?host=127.0.0.1&port=${port}&user=o'wn&password=${encodeURIComponent('a@b/c#d %')}`,
    ],
    [
      'with parameters that are for other programs',
      (port: number) => `postgres://o'wn:a%40b%2Fc%23d%20%25@127.0.0.1:${port}/postgres?sslmode=disable&schema=public`,
    ],
  ])('%s', async (_, url) => {
    expect(await generate({ config: config(), databaseUrl: url(server.port) })).toMatchObject({
      diagnostics: [],
      queries: 1,
    });
    const { rows } = await admin.query("SELECT datname FROM pg_database WHERE datname LIKE 'kongflow\\_codegen\\_%'");
    expect(rows).toEqual([]);
  });

  it.each([
    '127.0.0.1:5432/postgres',
    'host=127.0.0.1 user=x password=geheim',
    'mysql://x:geheim@127.0.0.1/x',
    'postgres://x:geheim@127.0.0.1:99999/x',
    'geheim',
  ])('is none: %s', async (databaseUrl) => {
    await expect(check({ config: config(), databaseUrl })).rejects.toMatchObject({
      code: 'DATABASE',
      message:
        'the database URL cannot be read: write postgres://user:password@host:5432/database, and in the password %40 for "@", %2F for "/", %23 for "#"',
    });
  });

  it('of a role that may not is answered with what it needs', async () => {
    const databaseUrl = `postgres://poor:geheim@127.0.0.1:${server.port}/postgres`;
    await expect(check({ config: config(), databaseUrl })).rejects.toMatchObject({
      code: 'DATABASE',
      message:
        'cannot create a scratch database: permission denied to create database. The role needs CREATEDB; without --database-url an embedded server is used.',
    });
  });

  it('with a wrong password is answered with the place, and without the password', async () => {
    const databaseUrl = `postgres://poor:falsch@127.0.0.1:${server.port}/postgres`;
    await expect(check({ config: config(), databaseUrl })).rejects.toMatchObject({
      code: 'DATABASE',
      message: `cannot connect to PostgreSQL at 127.0.0.1:${server.port}: password authentication failed for user "poor"`,
    });
  });
});
