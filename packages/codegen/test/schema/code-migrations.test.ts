import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodegenError } from '../../src/errors.ts';
import { check } from '../../src/run.ts';
import { createProject, PLAIN_CONFIG } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

async function failure(file: string, text: string): Promise<CodegenError> {
  const { config } = createProject({
    'package.json': '{ "type": "module" }',
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/1_first.js': "export const up = (pgm) => pgm.createTable('shops', { id: 'id' });\n",
    [`db/migrations/${file}`]: text,
    'packages/a/queries/shops.sql': '/* @name ListShops */ -- :many\nSELECT id FROM shops;\n',
  });
  const error: unknown = await check({ config, databaseUrl: server.url() }).catch((thrown: unknown) => thrown);
  if (error instanceof CodegenError) return error;
  throw new Error('it did not fail', { cause: error });
}

describe('a migration that is a program', () => {
  it('fails at the word that PostgreSQL points at, where the file has it once', async () => {
    const error = await failure(
      '2_tags.js',
      "export const up = (pgm) => {\n  pgm.createTable('tags', {\n    name: { type: 'textt' },\n  });\n};\n",
    );
    expect(error.code).toBe('MIGRATION');
    expect(error.message).toBe(`the schema cannot be made
db/migrations/2_tags.js:3:20: error: type "textt" does not exist [42704]
     3 |     name: { type: 'textt' },
       |                    ^
  detail: the statement is CREATE TABLE "tags" (
  "name" textt
)`);
    expect(error.diagnostics).toMatchObject([{ source: { file: 'db/migrations/2_tags.js' }, sqlState: '42704' }]);
  });

  it.each([
    [
      'in its SQL',
      '2.ts',
      'import type { MigrationBuilder } from "node-pg-migrate";\nexport const up = (pgm: MigrationBuilder): void => {\n  pgm.sql(`SELECT é,\n\n 1`);\n};\n',
      '3:19: error: column "é" does not exist [42703]',
      undefined,
    ],
    [
      'in an SQL file beside it',
      '2.sql',
      '-- Up Migration\nCREATE TABLE tags (\n  id nope);\n-- Down Migration\nDROP TABLE tags;\n',
      '3:6: error: type "nope" does not exist [42704]',
      undefined,
    ],
    [
      'where PostgreSQL has no place, at its beginning, with the statement',
      '2.js',
      "export const up = (pgm) => pgm.addColumns('stores', { name: 'text' });\n",
      '1:1: error: relation "stores" does not exist [42P01]',
      expect.stringMatching(/^the statement is ALTER TABLE "stores"\n/),
    ],
    [
      'in its own code',
      '2.js',
      "export const up = (pgm) => {\n  pgm.craeteTable('tags', {});\n};\n",
      '2:7: error: pgm.craeteTable is not a function',
      undefined,
    ],
    [
      'in its own code, with types',
      '2.ts',
      'interface A {\n  a: 1;\n}\nexport const up = (): A => {\n  throw new Error("not yet");\n};\n',
      '5:9: error: not yet',
      undefined,
    ],
    [
      'that cannot be read',
      '2.js',
      'export const up = () => {\n  if (;\n};\n',
      '2:6: error: ParseError: Unexpected token',
      undefined,
    ],
  ])('fails %s', async (_, file, text, message, detail) => {
    const { message: shown, diagnostics } = await failure(file, text);
    expect(shown).toContain(`\ndb/migrations/${file}:${message}\n`);
    expect(diagnostics.map((each) => each.detail)).toEqual([detail]);
  });
});
