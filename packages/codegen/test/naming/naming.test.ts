import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table, Type } from '../../src/catalog/catalog.ts';
import { compileQuery } from '../../src/compile/compile-query.ts';
import { CodegenError } from '../../src/errors.ts';
import { snakeCase } from '../../src/names.ts';
import { Naming } from '../../src/naming/naming.ts';
import { readQueries } from '../../src/sql/read-queries.ts';

function tableOf(names: readonly string[], { schema = 'public', name = 'books' } = {}): Table {
  const columns = names.map((column, index) => ({
    name: column,
    attnum: index + 1,
    typeOid: 25,
    notNull: true,
    dimensions: 0,
    elementsNotNull: false,
    comment: null,
  }));
  return { oid: 1, schema, name, comment: null, columns };
}

/** Names that are easily the same in another case. */
const word = fc.stringMatching(/^[aAbB1]{1,2}(?:_[aAbB12]{0,2}){0,2}$/);
const style = fc.constantFrom('camel', 'snake');

describe('case', () => {
  it.each([
    ['created_at', 'created_at'],
    ['createdAt', 'created_at'],
    ['CreatedAt', 'created_at'],
    ['HTTPLink', 'http_link'],
    ['userID', 'user_id'],
    ['ID', 'id'],
    ['line2Text', 'line2_text'],
    ['größeMax', 'größe_max'],
    ['_a__b_', '_a__b_'],
    ['with space', 'with space'],
  ])('snake: %s is %s', (name, expected) => {
    expect(snakeCase(name)).toBe(expected);
    expect(snakeCase(expected)).toBe(expected);
    expect(new Naming({ case: 'snake' }).property(name)).toBe(expected);
  });

  it('numbers the second of a name as the case writes it', () => {
    const names = ['id', 'id', 'id_2', 'URL', 'URL'].map((name) => ({ name, exact: name === 'URL' }));
    expect(new Naming().distinct(names)).toEqual(['id', 'id3', 'id2', 'URL', 'URL2']);
    expect(new Naming({ case: 'snake' }).distinct(names)).toEqual(['id', 'id_3', 'id_2', 'URL', 'URL_2']);
  });
});

describe('renameColumns', () => {
  const naming = new Naming({
    renameColumns: { id: 'key', 'books.id': 'bookKey', 'shop.books.id': 'shopKey', 'books.constructor': 'maker' },
  });
  const columns = (names: string[], at?: { schema: string; name: string }): string[] =>
    naming.columns(tableOf(names, at));

  it('takes the most exact key', () => {
    expect(columns(['id'])).toEqual(['bookKey']);
    expect(columns(['id'], { schema: 'shop', name: 'books' })).toEqual(['shopKey']);
    expect(columns(['id'], { schema: 'public', name: 'people' })).toEqual(['key']);
    expect(
      new Naming({ renameColumns: { 'public.a.b': 'x', 'a.b': 'y' } }).columns(
        tableOf(['b'], { schema: 'public', name: 'a' }),
      ),
    ).toEqual(['x']);
  });

  it('without a schema means a table of public', () => {
    expect(
      new Naming({ renameColumns: { 'books.id': 'x' } }).columns(tableOf(['id'], { schema: 'shop', name: 'books' })),
    ).toEqual(['id']);
  });

  it('does not take what every object has for a name', () => {
    expect(columns(['constructor', 'to_string'])).toEqual(['maker', 'toString']);
    expect(columns(['constructor', 'toString'], { schema: 'public', name: 'valueOf' })).toEqual([
      'constructor',
      'toString',
    ]);
    expect(naming.renamed({ schema: 'public', name: 'constructor' })).toBeUndefined();
    expect(naming.singular('constructor')).toBe('constructor');
  });

  it('refuses two columns of one property, of a table and of a composite type', () => {
    const message = '"id" and "bookKey" of books would both be the property "bookKey". Give one of them another name';
    expect(() => columns(['id', 'bookKey'])).toThrow(message);
    expect(() => columns(['id', 'bookKey'])).toThrow(CodegenError);
    const type = { ...tableOf([]), attributes: tableOf(['a_b', 'aB']).columns } as unknown as Type;
    expect(() => naming.attributes(type)).toThrow('"a_b" and "aB" of books would both be the property "aB"');
  });
});

describe('no two properties of a row are the same', () => {
  const renames = fc.dictionary(word, word, { maxKeys: 3 });

  it('whatever names are put beside each other', () => {
    fc.assert(
      fc.property(style, fc.array(fc.record({ name: word, exact: fc.boolean() })), (each, names) => {
        const properties = new Naming({ case: each }).distinct(names);
        expect(new Set(properties).size).toBe(names.length);
      }),
    );
  });

  it('of a model, or it is refused', () => {
    fc.assert(
      fc.property(style, renames, fc.uniqueArray(word), (each, renameColumns, names) => {
        const naming = new Naming({ case: each, renameColumns });
        const single = names.map((name) => naming.columns(tableOf([name])).join());
        const read = (): string[] | string => {
          try {
            return naming.columns(tableOf(names));
          } catch (error) {
            return error instanceof CodegenError ? 'refused' : String(error);
          }
        };
        expect(read()).toEqual(new Set(single).size === names.length ? single : 'refused');
      }),
    );
  });

  it.each(['pgtyped', 'sqlc'])('of a row, or an item of the list is refused: %s', (dialect) => {
    const header = dialect === 'sqlc' ? '-- name: Q :many\n' : '/* @name Q */ -- :many\n';
    fc.assert(
      fc.property(style, renames, fc.array(word, { minLength: 2, maxLength: 5 }), (each, renameColumns, names) => {
        const list = names.map((name) => `books."${name}"`).join(', ');
        const [query] = readQueries({ file: 'a.sql', text: `${header}SELECT ${list} FROM books;\n` }).queries;
        const table = tableOf([...new Set(names)]);
        const { compiled, diagnostics } = compileQuery({
          query: query!,
          naming: new Naming({ case: each, renameColumns }),
          description: { fields: names.map((name) => ({ name, typeOid: 25 })), parameterTypes: [] },
          analysis: {
            parameters: [],
            names: [],
            rows: 'any',
            columns: names.map((name) => ({
              notNull: true,
              elementsNotNull: true,
              origin: { table, column: table.columns.find((column) => column.name === name)! },
            })),
          },
          text: '',
          items: names.map((_, index) => ({ start: index, end: index, star: undefined })),
          embeds: [],
        });
        const properties = compiled?.columns.map(({ property }) => property) ?? [];
        expect(new Set(properties).size).toBe(properties.length);
        expect(compiled === undefined).toBe(diagnostics.length > 0);
        expect(properties).toHaveLength(diagnostics.length > 0 ? 0 : names.length);
        // sqlc numbers them.
        expect(dialect === 'sqlc' && diagnostics.length > 0).toBe(false);
      }),
    );
  });
});
