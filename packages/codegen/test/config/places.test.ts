import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { CodegenError } from '../../src/errors.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

/** A config of one line a key, in which `codegen` is what is said, and the error that it makes. */
function failure(config: string): CodegenError {
  return failureOf(createProject({ 'pgtyped.config.json': config }));
}

function failureOf({ config }: Project): CodegenError {
  try {
    loadConfig(config);
  } catch (error) {
    if (error instanceof CodegenError) return error;
    throw error;
  }
  throw new Error('it fits');
}

const TRANSFORMS = JSON.stringify(PLAIN_CONFIG.transforms);
const written = (codegen: string): string => `{\n  "transforms": ${TRANSFORMS},\n  "codegen": ${codegen}\n}\n`;

/** What is pointed at, and what is said of it. */
function found(config: string): string[] {
  const error = failure(config);
  expect(error.code).toBe('CONFIG');
  return error.diagnostics.map(({ source, offset, message, hint }) => {
    const at = /^(?:"[^"]*"|[\w.]+|.|$)/s.exec(source.text.slice(offset))?.[0] ?? '';
    return [at, message, ...(hint === undefined ? [] : [hint])].join(' | ');
  });
}

describe('what does not fit in the config', () => {
  it('is shown as an error in a query is, and all of it', () => {
    expect(failure(written('{ "int8": "float",\n    "shema": "db" }')).message).toBe(`pgtyped.config.json does not fit
pgtyped.config.json:3:24: error: codegen.int8: write "number", "bigint" or "string"
     3 |   "codegen": { "int8": "float",
       |                        ^
pgtyped.config.json:4:5: error: codegen has no key "shema"
     4 |     "shema": "db" }
       |     ^
  hint: Did you mean "schema"?`);
  });

  it.each<[string, string[]]>([
    ['[]', ['[ | codegen is to be an object']],
    ['{ "case": "Snake" }', ['"Snake" | codegen.case: write "camel" or "snake" | Did you mean "snake"?']],
    ['{ "enums": 7 }', ['7 | codegen.enums: write "union" or "const"']],
    ['{ "maxVariants": 1.5 }', ['1.5 | codegen.maxVariants is to be a whole number']],
    ['{ "maxVariants": 0 }', [expect.stringMatching(/^0 \| codegen\.maxVariants: Too small/)]],
    ['{ "overrides": {} }', ['{ | codegen.overrides is to be a list']],
    [
      '{ "overrides": [{ "column": "a.b", "type": "X" }, { "column": "a.c" }] }',
      ['{ | codegen.overrides[1]: write a "type" or a "schema"'],
    ],
    ['{ "schema": { "databse": true } }', ['{ | codegen.schema: write a folder or a file, or { "database": true }']],
    ['{ "vet": { "rule": {} } }', ['"rule" | codegen.vet has no key "rule" | Did you mean "rules"?']],
    [
      '{ "vet": { "rules": { "no-offst": "off" } } }',
      [
        expect.stringMatching(
          /^"no-offst" \| codegen\.vet\.rules\.no-offst: no such rule.* \| Did you mean "no-offset"\?$/,
        ),
      ],
    ],
    ['{ "rename": { "a": "class" } }', ['"class" | codegen.rename.a: no type of yours can be called this']],
    ['{ "models": { "directory": "m" } }', ['{ | codegen.models.package is missing']],
    [
      '{ "models": { "directory": "m", "package": "p", "pakage": "p" } }',
      ['"pakage" | codegen.models has no key "pakage"'],
    ],
  ])('%s', (codegen, expected) => {
    expect(found(written(codegen))).toEqual(expected);
  });

  it.each([
    ['{ "transform": [] }', ['"transform" | there is no key "transform" | Did you mean "transforms"?']],
    ['{}', ['{ | transforms is missing']],
    [written('{}').replace('"codegen"', '"codgen"'), ['"codgen" | there is no key "codgen" | Did you mean "codegen"?']],
    [
      written('{}').replace('"include"', '"includes"'),
      ['"includes" | there is no key "includes" | Did you mean "include"?'],
    ],
    ['{ "transforms": [', [' | not JSON: the file ends where a value or "]" is expected']],
  ])('%s', (config, expected) => {
    expect(found(config)).toEqual(expected);
  });

  it('is nothing that pgtyped may have there, or anybody else', () => {
    const config = JSON.stringify({
      ...PLAIN_CONFIG,
      $schema: 'x',
      dbUrl: 'x',
      db: {},
      '//': 'a note',
      typesOverrides: {},
      transforms: [{ ...PLAIN_CONFIG.transforms[0], emitFileName: 'x', note: 'x' }],
    });
    expect(loadConfig(createProject({ 'pgtyped.config.json': config }).config).targets).toHaveLength(1);
  });

  it('is at the second of two transforms that write to one folder, and at shared models that cannot be', () => {
    const twice = { ...PLAIN_CONFIG, transforms: [...PLAIN_CONFIG.transforms, ...PLAIN_CONFIG.transforms] };
    const text = JSON.stringify(twice, null, 2);
    const [diagnostic] = failure(text).diagnostics;
    expect(diagnostic).toMatchObject({ offset: text.lastIndexOf('"{{dir}}') });
    expect(diagnostic?.message).toBe('two transforms write to packages/a/src/generated');
    expect(found(written('{ "models": { "directory": "a/src/generated", "package": "p" } }'))).toEqual([
      '"a/src/generated" | "models" are to be in a/src/generated, where the code of a goes | Give them a folder of their own.',
    ]);
  });
});

describe('a config file', () => {
  it('may begin with a byte order mark', () => {
    const project = createProject({ 'pgtyped.config.json': `\uFEFF${JSON.stringify(PLAIN_CONFIG)}` });
    expect(loadConfig(project.config).targets).toHaveLength(1);
  });

  it('is UTF-8', () => {
    const project = createProject({});
    writeFileSync(project.config, Buffer.from('{\n  "a": "M\xFCller" }', 'latin1'));
    expect(failureOf(project).message).toContain('pgtyped.config.json:2:10: error: what stands here is no UTF-8');
  });

  it('that is a folder is none', () => {
    const project = createProject({ 'pgtyped.config.json/x': '' });
    expect(failureOf(project).message).toBe('pgtyped.config.json cannot be read: it is a folder');
  });

  it('that is missing may be in a folder above', () => {
    const project = createProject({ 'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG) });
    const below = path.join(project.root, 'packages/a');
    mkdirSync(below, { recursive: true });
    const config = path.join(below, 'pgtyped.config.json');
    expect(failureOf({ ...project, config }).message).toBe(
      `cannot read ${config}: there is one in a folder above, --config ${path.relative('', project.config)}`,
    );
    const lost = createProject({});
    expect(failureOf(lost).message).toContain('or write one with "kongflow-codegen init"');
  });
});
