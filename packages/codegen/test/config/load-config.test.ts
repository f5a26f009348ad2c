import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { selectTargets, toTarget } from '../../src/config/target.ts';
import { CodegenError } from '../../src/errors.ts';
import { createProject, PLAIN_CONFIG } from '../support/project.ts';

function load(config: unknown) {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return loadConfig(createProject({ 'pgtyped.config.json': text }).config);
}

describe('loadConfig', () => {
  it('fills in defaults and keeps what only pgtyped knows', () => {
    const { options, targets } = load({ ...PLAIN_CONFIG, failOnError: true, dbUrl: 'postgres://x' });
    expect(options).toEqual({
      schema: 'db/migrations',
      int8: 'number',
      case: 'camel',
      renameColumns: {},
      exactTableNames: false,
      singular: {},
      rename: {},
      enums: 'union',
      querier: true,
      preparedNames: true,
      maxVariants: 64,
      arrayElements: 'nullable',
      runtime: '@kongflow/database/query-runtime',
      importExtension: '.js',
      overrides: [],
      vet: { rules: {}, smallTables: [], usedIn: [] },
    });
    expect(targets).toEqual([
      {
        package: 'packages/a',
        queriesDirectory: 'packages/a/queries',
        outputDirectory: 'packages/a/src/generated',
        suffix: '.sql.ts',
      },
    ]);
  });

  it.each([
    ['no JSON', '{ nope', 'pgtyped.config.json:1:3: error: not JSON: a key in double quotes'],
    ['no transforms', {}, 'transforms is missing'],
    [
      'another mode',
      { transforms: [{ ...PLAIN_CONFIG.transforms[0], mode: 'ts' }] },
      'transforms[0].mode: only pgtyped\'s "sql" mode is supported',
    ],
    [
      'a pattern',
      { transforms: [{ ...PLAIN_CONFIG.transforms[0], include: '**/*.sql' }] },
      'transforms[0].include: write "<folder>/*.sql"',
    ],
    [
      'a template',
      { transforms: [{ ...PLAIN_CONFIG.transforms[0], emitTemplate: 'out/{{name}}.ts' }] },
      'transforms[0].emitTemplate: write "{{dir}}',
    ],
    ['an unknown option', { ...PLAIN_CONFIG, codegen: { int16: 'number' } }, 'codegen has no key "int16"'],
    ['an option that is misspelt', { ...PLAIN_CONFIG, codegen: { shema: 'db' } }, 'hint: Did you mean "schema"?'],
    ['a wrong option', { ...PLAIN_CONFIG, codegen: { int8: 'float' } }, 'codegen.int8: '],
    [
      'a wrong override',
      { ...PLAIN_CONFIG, codegen: { overrides: [{ column: 'payload', type: 'X' }] } },
      'codegen.overrides[0].column: write "table.column"',
    ],
    ...(
      [
        [{}, 'write a "type" or a "schema"'],
        [{ type: 'X', schema: 'x', from: 'm' }, '"type" and "schema" exclude each other'],
        [{ schema: 'x' }, '"schema" needs "from", the module that exports it'],
        [{ type: 'X', validate: 'read' }, '"validate" needs a "schema"'],
      ] as const
    ).map(([override, message]): [string, object, string] => [
      `an override of ${Object.keys(override).join(' and ') || 'nothing'}`,
      { ...PLAIN_CONFIG, codegen: { overrides: [{ column: 'a.b', ...override }] } },
      `codegen.overrides[0]: ${message}`,
    ]),
    [
      'a schema that is no name',
      { ...PLAIN_CONFIG, codegen: { overrides: [{ column: 'a.b', schema: 'z.string()', from: 'm' }] } },
      'codegen.overrides[0].schema: write the name of an export',
    ],
    [
      'a type called as a word of the language',
      { ...PLAIN_CONFIG, codegen: { rename: { people: 'class' } } },
      'codegen.rename.people: no type of yours can be called this',
    ],
    [
      "a type called as one of the language's",
      { ...PLAIN_CONFIG, codegen: { rename: { people: 'string' } } },
      'codegen.rename.people: no type of yours can be called this',
    ],
  ])('says what is wrong with %s', (_, config, message) => {
    expect(() => load(config)).toThrow(message);
    expect(() => load(config)).toThrow(CodegenError);
  });

  it('refuses shared models that cannot be', () => {
    const models = (directory: string, rest: object = {}) => ({
      ...PLAIN_CONFIG,
      codegen: { models: { directory, package: '@acme/models' }, ...rest },
    });
    const { options } = load(models('./packages/models/'));
    expect(options.models).toEqual({ directory: 'packages/models', package: '@acme/models' });
    expect(() => load(models('./packages/a/src/generated/'))).toThrow('where the code of packages/a goes');
    const overrides = [{ column: 'a.b', type: 'X', from: './x.js' }];
    expect(() => load(models('models', { overrides }))).toThrow('the override of "a.b" imports from "./x.js"');
    const relative = { ...PLAIN_CONFIG, codegen: { models: { directory: 'models', package: './models' } } };
    expect(() => load(relative)).toThrow('codegen.models.package: write the name of a package');
  });

  it('says how to be found', () => {
    expect(() => loadConfig('/nowhere/pgtyped.config.json')).toThrow('cannot read /nowhere/pgtyped.config.json');
  });

  it('refuses two transforms that would overwrite each other', () => {
    const [transform] = PLAIN_CONFIG.transforms;
    expect(() => load({ ...PLAIN_CONFIG, transforms: [transform, transform] })).toThrow(
      'two transforms write to packages/a/src/generated',
    );
  });
});

describe('targets', () => {
  const target = (include: string, emitTemplate: string, srcDir = './packages/') =>
    toTarget({ mode: 'sql', include, emitTemplate }, srcDir);

  it("follow pgtyped's template", () => {
    expect(target('svc/queries/*.sql', '{{dir}}/{{name}}.queries.ts')).toMatchObject({
      outputDirectory: 'packages/svc/queries',
      suffix: '.queries.ts',
    });
    expect(target('svc/sql/*.sql', '{{dir}}/../src/db/{{name}}.ts')).toMatchObject({
      package: 'packages/svc',
      outputDirectory: 'packages/svc/src/db',
      suffix: '.ts',
    });
    expect(target('queries/*.sql', '{{dir}}/../src/{{name}}.ts', '.')).toMatchObject({
      package: '.',
      queriesDirectory: 'queries',
      outputDirectory: 'src',
    });
  });

  it.each([
    ['sql/*.sql', './sql/', '*.sql'],
    ['sql/*.sql', 'sql/schema.sql', 'schema.sql'],
    ['*.sql', 'schema.sql', 'schema.sql'],
    ['sql/*.sql', 'sql/migrations', undefined],
    ['sql/*.sql', 'schema.sql', undefined],
    ['sql/*.sql', undefined, undefined],
  ])('know which of their files make the schema: %s and %s', (include, schema, expected) => {
    const { schemaFiles } = toTarget({ mode: 'sql', include, emitTemplate: '{{dir}}/{{name}}.ts' }, '.', schema);
    expect(schemaFiles).toBe(expected);
  });

  it('are chosen by package, or by a folder above', () => {
    const targets = ['a', 'ab', 'deep/c'].map((name) => target(`${name}/queries/*.sql`, '{{dir}}/../src/{{name}}.ts'));
    const chosen = (...names: string[]) => selectTargets(targets, names).map((each) => each.package);
    expect(chosen()).toEqual(['packages/a', 'packages/ab', 'packages/deep/c']);
    expect(chosen('packages/a')).toEqual(['packages/a']);
    expect(chosen('./packages/a/', 'packages/deep')).toEqual(['packages/a', 'packages/deep/c']);
    expect(chosen('a')).toEqual([]);
  });
});
