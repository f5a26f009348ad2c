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

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const texts = { out: '', error: '' };
  const status = await main(
    [...args],
    { KONGFLOW_CODEGEN_DATABASE_URL: server.url(), ...env },
    {
      out: (text) => (texts.out += text),
      error: (text) => (texts.error += text),
    },
  );
  return { status, ...texts };
}

const FILE = 'packages/a/queries/things.sql';

function project(queries: string): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/0001_things.sql': 'CREATE TABLE things (id int PRIMARY KEY, title text);\n',
    [FILE]: queries,
  });
}

const GOOD = '/* @name GetThing */ -- :one\nSELECT * FROM things WHERE id = :id;\n';
const BAD =
  "/* @name A */ -- :exec\nUPDATE things SET titel = '100%';\n/* @name B */ -- :many\nSELECT id,\n  lowr(title) AS t FROM things WHERE id = :id;\n";

describe('--format json', () => {
  it('is one document with all errors of the run', async () => {
    const { status, out, error } = await run(['check', '--config', project(BAD).config, '--format', 'json']);
    expect({ status, error }).toEqual({ status: 1, error: '' });
    expect(JSON.parse(out)).toEqual({
      command: 'check',
      exitCode: 1,
      queries: 2,
      failed: ['packages/a'],
      diagnostics: [
        {
          file: FILE,
          line: 2,
          column: 19,
          endColumn: 24,
          severity: 'error',
          code: '42703',
          rule: null,
          message: 'column "titel" of relation "things" does not exist',
          detail: null,
          hint: 'Did you mean title?',
        },
        {
          file: FILE,
          line: 5,
          column: 3,
          endColumn: 7,
          severity: 'error',
          code: '42883',
          rule: null,
          message: 'function lowr(text) does not exist',
          detail: null,
          hint: 'Did you mean lower?',
        },
      ],
      differences: [],
      error: null,
    });
  });

  it('has what check would write, and where it differs first', async () => {
    const { config, write, read } = project(GOOD);
    await run(['generate', '--config', config]);
    const file = 'packages/a/src/generated/things.sql.ts';
    write(file, read(file).replace('id: number;', 'id: string;'));
    const { status, out } = await run(['check', '--config', config, '--format', 'json']);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [],
      differences: [{ file, kind: 'stale', line: 7, found: '  id: string;', expected: '  id: number;' }],
    });
  });

  it.each([
    [['--format', 'json', 'generat'], 'did you mean "generate"?'],
    [['check', '--format=json', '--nope'], 'there is no option --nope'],
    [['explain', '--format', 'json'], '"explain" needs the name of one query'],
    [['check', '--format', 'json', '--config'], 'argument missing'],
  ])('is what a command line that is wrong gets, too: %j', async (args, message) => {
    const { status, out, error } = await run(args);
    expect({ status, error }).toEqual({ status: 2, error: '' });
    expect(JSON.parse(out)).toMatchObject({
      command: null,
      exitCode: 2,
      error: { code: 'USAGE', message: expect.stringContaining(message) },
    });
  });

  it('says why it could not run', async () => {
    const { config, write } = project(GOOD);
    write('db/migrations/0002.sql', 'CREATE TABLE things (id int);');
    const { status, out, error } = await run(['generate', '--config', config, '--format', 'json']);
    expect({ status, error }).toEqual({ status: 2, error: '' });
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      diagnostics: [{ file: 'db/migrations/0002.sql', line: 1, column: 1, code: '42P07' }],
      error: { code: 'MIGRATION' },
    });
  });
});

describe('--format github', () => {
  const github = (root: string): Record<string, string> => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: path.dirname(root),
  });

  it('is chosen on GitHub, and is the text with an annotation for each finding', async () => {
    const { config, root } = project(BAD);
    const { status, out, error } = await run(['check', '--config', config], github(root));
    expect(status).toBe(1);
    expect(error).toContain(`${FILE}:2:19: error: column "titel"`);
    const file = `${path.basename(root)}/${FILE}`;
    expect(out).toBe(
      `::error file=${file},line=2,col=19,endColumn=24,title=SQLSTATE 42703::column "titel" of relation "things" does not exist%0ADid you mean title?\n` +
        `::error file=${file},line=5,col=3,endColumn=7,title=SQLSTATE 42883::function lowr(text) does not exist%0ADid you mean lower?\n`,
    );
  });

  it('annotates stale code, and what could not run', async () => {
    const { config, root } = project(GOOD);
    const { out } = await run(['check', '--config', config], github(root));
    expect(out).toContain(
      `::error file=${path.basename(root)}/packages/a/src/generated/models.ts,line=1::generated code is missing: run "kongflow-codegen generate"\n`,
    );
    const nowhere = await run(['check', '--config', '/no%where.json', '--format', 'github']);
    expect(nowhere).toMatchObject({
      status: 2,
      out: expect.stringMatching(/^::error::cannot read \/no%25where\.json/),
    });
  });

  it('is not chosen against a wish, and nothing is annotated of what generate has written', async () => {
    const { config, root } = project(GOOD);
    const generated = await run(['generate', '--config', config], github(root));
    expect(generated.out).not.toContain('::');
    const { out } = await run(['check', '--config', config, '--format', 'json'], github(root));
    expect(JSON.parse(out)).toMatchObject({ exitCode: 0, queries: 1, differences: [] });
  });
});

describe('watch', () => {
  it('replaces what a terminal shows, and ends with 0', async () => {
    const { config, write } = project(BAD);
    const controller = new AbortController();
    let shown = '';
    const seen = (part: string): void => {
      shown += part;
      if (part.includes('watching') && shown.includes('2 errors')) write(FILE, GOOD);
      if (part.includes('wrote')) controller.abort();
    };
    const status = await main(
      ['watch', '--config', config],
      { KONGFLOW_CODEGEN_DATABASE_URL: server.url() },
      { out: seen, error: seen, interactive: true },
      controller.signal,
    );
    expect(status).toBe(0);
    const [before, first, second] = shown.split('\u001B[2J\u001B[3J\u001B[H');
    expect(before).toBe('');
    expect(first).toContain('Did you mean title?');
    expect(second).toMatch(/^wrote [^]*\n\d+ ms; watching\n$/);
  });
});
