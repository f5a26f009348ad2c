import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

async function run(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const texts = { out: '', error: '' };
  const env = { KONGFLOW_CODEGEN_DATABASE_URL: server.url() };
  const status = await main(args, env, {
    out: (text) => (texts.out += text),
    error: (text) => (texts.error += text),
  });
  return { status, ...texts };
}

function project(files: Record<string, string> = {}, codegen: object = {}): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen }, null, 2),
    'db/migrations/1.sql':
      'CREATE TABLE books (id int PRIMARY KEY, title text, pub_date date); CREATE TABLE people (id int PRIMARY KEY, name text);',
    'packages/a/queries/people.sql': '/* @name ListPeople */ -- :many\nSELECT * FROM people;\n',
    ...files,
  });
}

const BOOKS = {
  'packages/a/queries/books.sql': '/* @name CountBooks */ -- :one\nSELECT count(b) FROM books b WHERE b = :b::books;\n',
};

describe('a name that the config gives to two things', () => {
  it.each([
    [
      'a type',
      {},
      { rename: { people: 'Promise' } },
      '"Promise"',
      '"rename": people cannot be called Promise, as something else is',
    ],
    [
      'properties of a composite type',
      BOOKS,
      { renameColumns: { 'books.pub_date': 'title' } },
      '"title"',
      '"title" and "pub_date" of books would both be the property "title"',
    ],
  ])('is an error at its place: %s', async (_, files, codegen, at, message) => {
    const made = project(files, codegen);
    const { status, error } = await run('generate', '--config', made.config);
    const text = made.read('pgtyped.config.json');
    const lines = text.slice(0, text.lastIndexOf(at)).split('\n');
    expect(error).toContain(
      `pgtyped.config.json:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}: error: ${message}\n`,
    );
    expect(status).toBe(2);
    expect(made.exists('packages/a/src')).toBe(false);
  });
});

describe('a query file', () => {
  const file = 'packages/a/queries/more.sql';
  it('is UTF-8', async () => {
    const made = project();
    const bytes = Buffer.from("\uFEFF/* @name F\uFFFD */ -- :one\nSELECT '", 'utf8');
    writeFileSync(path.join(made.root, file), Buffer.concat([bytes, Buffer.from("M\xFCller';\n", 'latin1')]));
    const { status, error } = await run('generate', '--config', made.config);
    expect(error).toContain(`${file}:2:10: error: what stands here is no UTF-8`);
    expect(error).toContain('not written: packages/a');
    expect(status).toBe(1);
  });

  it('that cannot be read is an error of its package', async () => {
    const made = project();
    mkdirSync(path.join(made.root, file));
    symlinkSync('/nowhere', path.join(made.root, 'packages/a/queries/nowhere.sql'));
    const { status, error } = await run('check', '--config', made.config);
    expect(error).toContain(`${file}:1:1: error: cannot be read: it is a folder`);
    expect(error).toContain('packages/a/queries/nowhere.sql:1:1: error: cannot be read: it is not there');
    expect(status).toBe(1);
  });

  it('stands in a folder', async () => {
    const made = createProject({
      'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
      'packages/a/queries': 'a file',
    });
    expect(await run('check', '--config', made.config)).toEqual({
      status: 2,
      out: '',
      error: 'error: cannot read the folder packages/a/queries: what its path names as a folder is none\n',
    });
  });
});

it('a migration is UTF-8, too', async () => {
  const made = project();
  writeFileSync(path.join(made.root, 'db/migrations/2.sql'), Buffer.from('-- M\xFCller\n', 'latin1'));
  const { status, error } = await run('check', '--config', made.config);
  expect(error).toContain('db/migrations/2.sql:1:5: error: what stands here is no UTF-8');
  expect(status).toBe(2);
});

describe('generated code', () => {
  it.each([
    ['its folder is a file', { 'packages/a/src/generated': 'mine' }, 'read the folder packages/a/src/generated: what'],
    [
      'a file of it is a folder',
      { 'packages/a/src/generated/models.ts/x': '' },
      'read packages/a/src/generated/models.ts: it is a folder',
    ],
  ])('cannot be compared where %s', async (_, files, message) => {
    const made = project(files);
    for (const command of ['generate', 'check']) {
      const { status, error } = await run(command, '--config', made.config);
      expect(error).toContain(`error: cannot ${message}`);
      expect(status).toBe(2);
    }
  });

  it('cannot be written where a link leads nowhere', async () => {
    const made = project();
    symlinkSync('/nowhere/generated', path.join(made.root, 'packages/a/src'));
    const { status, error } = await run('generate', '--config', made.config);
    expect(error).toMatch(/^error: cannot write packages\/a\/src\/generated\/people\.sql\.ts: /);
    expect(status).toBe(2);
  });
});

describe('queries among files of the project itself', () => {
  const files = (statement: string): Record<string, string> => ({
    'pgtyped.config.json': JSON.stringify({
      transforms: ['books', 'people'].map((folder) => ({
        mode: 'sql',
        include: `src/${folder}/*.sql`,
        emitTemplate: '{{dir}}/{{name}}.queries.ts',
      })),
    }),
    'src/books/books.sql': `/* @name ListBooks */ -- :many\n${statement} FROM books;\n`,
    'src/people/people.sql': `/* @name ListPeople */ -- :many\n${statement} FROM people;\n`,
    'src/people/models.ts': 'export interface Person { mine: true }\n',
  });

  it('whose models.ts was written by hand is not overwritten', async () => {
    const made = project(files('SELECT *'));
    const { status, error } = await run('generate', '--config', made.config);
    expect(error).toMatch(/^error: src\/people\/models\.ts is not generated code, and would be overwritten: move it/);
    expect(status).toBe(2);
    expect(made.list('src')).toEqual(['src/books/books.sql', 'src/people/models.ts', 'src/people/people.sql']);
    expect(made.read('src/people/models.ts')).toContain('mine');
  });

  it('names their folder once, however many fail', async () => {
    const { error } = await run('generate', '--config', project(files('SELECT nothing')).config);
    expect(error).toMatch(/2 errors; not written: src\n$/);
  });
});
