import { chmodSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { positionOf } from '../../src/diagnostic.ts';
import { Squawk } from '../../src/vet/squawk.ts';
import { vet, type VetResult } from '../../src/vet/vet.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

/** npm puts the squawk of this repository there. */
beforeEach(() => {
  vi.stubEnv('PATH', (process.env['PATH'] ?? '').replaceAll(/[^:]*node_modules[^:]*:?/g, ''));
  return () => vi.unstubAllEnvs();
});

/** Answers as squawk 2 does: a violation for each CREATE INDEX and each DROP it reads, at a column that counts bytes. */
const FAKE = `#!/usr/bin/env node
const input = require('node:fs').readFileSync(0, 'utf8');
const args = process.argv.slice(2);
if (args.join(' ') !== '--reporter json --assume-in-transaction --stdin-filepath db/migrations/0001_things.sql') throw new Error(args.join(' '));
if (process.env.SQUAWK_DISABLE_GITHUB_ANNOTATIONS !== '1') console.log('::warning::annotations');
const found = [];
for (const [word, rule_name, help] of [['CREATE INDEX', 'require-concurrent-index-creation', 'Use CONCURRENTLY.'], ['DROP', 'ban-drop-table', null]]) {
  input.split('\\n').forEach((text, line) => {
    if (text.includes(word)) found.push({ file: 'x', line, column: Buffer.byteLength(text.slice(0, text.indexOf(word))), level: 'Warning', message: word + ' is bad', help, rule_name, column_end: 0, line_end: line });
  });
}
console.log(JSON.stringify(found));
process.exit(found.length > 0 ? 1 : 0);
`;

const MIGRATION = `-- Up Migration
CREATE TABLE things (id int PRIMARY KEY, name text);
/* größer 😀 */ CREATE INDEX things_name ON things (name);
-- Down Migration
DROP TABLE things;
`;

function project(rules: Record<string, string>, squawk?: { at: string; script: string }): Project {
  const created = createProject({
    'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen: { vet: { rules } } }, null, 2),
    'db/migrations/0001_things.sql': MIGRATION,
    'packages/a/queries/things.sql': '',
  });
  if (squawk !== undefined) {
    created.write(squawk.at, squawk.script);
    chmodSync(path.join(created.root, squawk.at), 0o755);
  }
  return created;
}

async function run({ config }: Project): Promise<VetResult> {
  return vet({ config, databaseUrl: server.url() });
}

const INSTALLED = { at: 'node_modules/.bin/squawk', script: FAKE };

describe('migrations', () => {
  it('reports what squawk says of the way up, at the character that it means', async () => {
    const { diagnostics, notes } = await run(project({}, INSTALLED));
    expect(notes).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        rule: 'squawk/require-concurrent-index-creation',
        message: 'CREATE INDEX is bad',
        hint: 'Use CONCURRENTLY.',
      },
    ]);
    const [{ source, offset }] = diagnostics as [VetResult['diagnostics'][number]];
    expect(source.file).toBe('db/migrations/0001_things.sql');
    expect(MIGRATION.slice(offset)).toMatch(/^CREATE INDEX/);
    expect(positionOf(source.text, offset).line).toBe(3);
  });

  it.each([
    [{ 'squawk/require-concurrent-index-creation': 'off' }, []],
    [{ 'squawk/require-concurrent-index-creation': 'error' }, ['error']],
    [{ migrations: 'error' }, ['error']],
    [{ migrations: 'off' }, []],
    [{ 'squawk/ban-drop-table': 'error' }, ['warning']],
  ])('%j', async (rules, severities) => {
    const { diagnostics } = await run(project(rules, INSTALLED));
    expect(diagnostics.map(({ severity }) => severity)).toEqual(severities);
  });

  it('without squawk, says how to get it', async () => {
    const { diagnostics, notes } = await run(project({}));
    expect(diagnostics).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('npm i -D squawk-cli')]);
  });

  it('without squawk is an error for whoever asked for the rule', async () => {
    const { diagnostics } = await run(project({ migrations: 'error' }));
    expect(diagnostics).toMatchObject([
      { severity: 'error', message: 'squawk is not installed', source: { file: 'pgtyped.config.json' } },
    ]);
    const [{ source, offset }] = diagnostics as [VetResult['diagnostics'][number]];
    expect(source.text.slice(offset)).toMatch(/^"migrations"/);
  });

  it.each([
    [
      'npm was told to leave optional packages out',
      'the "@squawk-cli/linux-x64" optional dependency was not installed.',
    ],
    ['there is none for the platform', 'unsupported platform "aix-ppc64".'],
    ['an old one was not downloaded', 'failed to invoke squawk'],
  ])('a launcher without its program counts as no squawk: %s', async (_, words) => {
    const launcher = { at: 'node_modules/.bin/squawk', script: `#!/bin/sh\necho 'squawk: ${words}' >&2\nexit 1\n` };
    const { diagnostics, notes } = await run(project({}, launcher));
    expect(diagnostics).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('squawk has no program for this machine')]);
    expect((await run(project({ migrations: 'warning' }, launcher))).diagnostics).toMatchObject([
      { severity: 'warning', message: 'squawk has no program for this machine' },
    ]);
  });

  it('does not take what squawk cannot read for a mistake, as PostgreSQL could', async () => {
    const violation = { file: 'x', line: 1, column: 0, level: 'Error', message: 'expected command', help: null };
    const answer = JSON.stringify([
      { ...violation, rule_name: 'syntax-error' },
      { ...violation, line: 2, rule_name: 'syntax-error' },
      { ...violation, line: 2, rule_name: 'ban-drop-table', message: 'dropped' },
    ]);
    const script = `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit 1\n`;
    const { diagnostics, notes } = await run(project({}, { at: 'node_modules/.bin/squawk', script }));
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['squawk/ban-drop-table']);
    expect(notes).toEqual([
      'squawk cannot read db/migrations/0001_things.sql:2, which PostgreSQL accepts: it may miss something there.',
    ]);
  });

  it('says that it does not read migrations in code', async () => {
    const created = createProject({
      'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
      'db/migrations/1_things.cjs': "exports.up = (pgm) => pgm.sql('CREATE TABLE things (id int)');",
      'packages/a/queries/things.sql': '',
    });
    expect((await run(created)).notes).toEqual([expect.stringContaining('these are programs')]);
  });

  it('runs the one that the config names', async () => {
    const named = project({}, { at: 'tools/squawk', script: FAKE });
    const config = { ...PLAIN_CONFIG, codegen: { vet: { squawk: 'tools/squawk' } } };
    named.write('pgtyped.config.json', JSON.stringify(config));
    expect((await run(named)).diagnostics).toHaveLength(1);
    named.write('pgtyped.config.json', JSON.stringify({ ...config, codegen: { vet: { squawk: 'tools/none' } } }));
    await expect(run(named)).rejects.toThrow('"vet.squawk" names "tools/none", which does not exist');
  });
});

describe('a squawk that does not answer', () => {
  it.each([
    ['prints no JSON', '#!/bin/sh\necho nonsense', 'squawk did not answer as version 2 does: nonsense'],
    ['prints other JSON', '#!/bin/sh\necho \'[{"messages": []}]\'', 'squawk did not answer as version 2 does'],
    ['fails', '#!/bin/sh\necho "no such flag" >&2\nexit 1', 'squawk failed: no such flag'],
    ['fails without a word', '#!/bin/sh\nexit 3', 'squawk failed: exit status 3'],
  ])('%s', async (_, script, message) => {
    const { root } = project({}, { at: 'squawk', script });
    const linter = new Squawk(path.join(root, 'squawk'), root);
    await expect(linter.lint({ file: 'a.sql', text: 'SELECT 1;' })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(message),
    });
  });

  it('cannot be run', async () => {
    const { root } = project({});
    await expect(new Squawk(path.join(root, 'none'), root).lint({ file: 'a.sql', text: '' })).rejects.toThrow(
      'cannot run',
    );
  });
});
