import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRegistry } from '../../src/emit/model-registry.ts';
import { Naming, type NamingOptions } from '../../src/naming/naming.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(
    'CREATE TABLE people (id int); CREATE SCHEMA other; CREATE TABLE other.people (id int); CREATE TYPE pair AS (a int, b int8);',
  );
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

function table(schema: string) {
  return [...compiler.catalog.tables.values()].find((each) => each.name === 'people' && each.schema === schema)!;
}

describe('rename', () => {
  it('takes the name with its schema before the name alone', () => {
    const models = new ModelRegistry([], new Naming({ rename: { people: 'Human', 'other.people': 'Alien' } }));
    expect([table('public'), table('other')].map((each) => models.table(each))).toEqual(['Human', 'Alien']);
  });

  it('gives no name twice, and none that generated code needs', () => {
    const twice = new ModelRegistry([], new Naming({ rename: { people: 'Human' } }));
    twice.table(table('public'));
    expect(() => twice.table(table('other'))).toThrow('"rename": people cannot be called Human, as something else is');
    const promise = new ModelRegistry([], new Naming({ rename: { people: 'Promise' } }));
    expect(() => promise.table(table('public'))).toThrow('cannot be called Promise');
    const imported = new ModelRegistry(['Human'], new Naming({ rename: { people: 'Human' } }));
    expect(() => imported.table(table('public'))).toThrow('cannot be called Human');
  });

  it('keeps its name for what it is of, whatever is referenced before', () => {
    const models = new ModelRegistry([], new Naming({ rename: { pair: 'People' } }));
    const pair = [...compiler.catalog.types.values()].find(({ name, kind }) => name === 'pair' && kind === 'c')!;
    expect([models.table(table('public')), models.composite(pair)]).toEqual(['PeopleModel', 'People']);
  });

  it('is of a row, and the type of rows is called after it, whichever comes first', () => {
    const naming = new Naming({ rename: { people: 'Human' } });
    const rows = [...compiler.catalog.types.values()].find(
      ({ name, kind, schema }) => name === 'people' && kind === 'c' && schema === 'public',
    )!;
    const before = new ModelRegistry([], naming, compiler.catalog.tables.values());
    expect([before.composite(rows), before.table(table('public'))]).toEqual(['HumanType', 'Human']);
    const behind = new ModelRegistry([], naming, compiler.catalog.tables.values());
    expect([behind.table(table('public')), behind.composite(rows)]).toEqual(['Human', 'HumanType']);
  });

  it('of a composite type is that of its input too', () => {
    const models = new ModelRegistry([], new Naming({ rename: { pair: 'Couple' } }));
    const pair = [...compiler.catalog.types.values()].find(({ name, kind }) => name === 'pair' && kind === 'c')!;
    expect([models.composite(pair), models.compositeInput(pair)]).toEqual(['Couple', 'CoupleInput']);
  });
});

describe('singular and exactTableNames', () => {
  it('say what the model of a table is called', () => {
    const named = (options: NamingOptions): string => new ModelRegistry([], new Naming(options)).table(table('public'));
    expect([named({}), named({ singular: { people: 'person' } }), named({ exactTableNames: true })]).toEqual([
      'People',
      'Person',
      'People',
    ]);
  });
});
