import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodegenOptionsSchema } from '../../src/config/schema.ts';
import { Imports } from '../../src/emit/imports.ts';
import { arrayOf, bracketed, docComment, orNull, templateLiteral } from '../../src/emit/layout.ts';

describe('layout', () => {
  it('breaks a list that is too long for a line', () => {
    expect(bracketed('f', '(', ['a', 'b'], ');', '')).toBe('f(a, b);');
    expect(bracketed('x ', '{', [], '}', '')).toBe('x {}');
    expect(bracketed('f', '(', ['a'.repeat(70), 'b'.repeat(70)], ')', ';', '  ')).toBe(
      `  f(\n    ${'a'.repeat(70)},\n    ${'b'.repeat(70)},\n  );`,
    );
  });

  it('writes doc comments that no text can end', () => {
    expect(docComment([])).toBe('');
    expect(docComment(['', ' '])).toBe('');
    expect(docComment(['One.'])).toBe('/** One. */\n');
    expect(docComment(['', 'One */', '', 'two', ''], '  ')).toBe('  /**\n   * One *\\/\n   *\n   * two\n   */\n');
  });

  it('writes a template literal that means the text, whatever it holds', () => {
    const text = fc.string({ unit: fc.constantFrom('`', '\\', '$', '{', '}', 'a', '\n', 'é', "'") });
    fc.assert(
      fc.property(text, (each) => {
        // eslint-disable-next-line no-new-func, typescript/no-implied-eval -- the literal is to be read by the real reader
        const value: unknown = new Function(`return ${templateLiteral(each)}`)();
        expect(value).toBe(each);
      }),
    );
  });

  it.each([
    ['string', 'string[]'],
    ['a.B', 'a.B[]'],
    ['string[]', 'string[][]'],
    ['Map<string, X>', 'Map<string, X>[]'],
    ['A | B', '(A | B)[]'],
    ['readonly string[]', '(readonly string[])[]'],
    ['{ a: string }', '({ a: string })[]'],
  ])('an array of %s is %s', (type, array) => {
    expect(arrayOf(type)).toBe(array);
  });

  it('adds null where it belongs', () => {
    expect([orNull('T', true), orNull('T', false)]).toEqual(['T | null', 'T']);
  });
});

describe('Imports', () => {
  it('sorts, marks types and puts packages first', () => {
    const imports = new Imports(CodegenOptionsSchema.parse({ importExtension: '.ts', runtime: 'runtime' }));
    imports.model('Job');
    imports.runtime('one');
    imports.runtimeType('Json');
    imports.runtime('many');
    imports.override('a', 'T');
    imports.namespace('jobs', imports.relative('jobs.sql'));
    expect(imports.render().split('\n')).toEqual([
      "import type { T } from 'a';",
      "import { type Json, many, one } from 'runtime';",
      "import type { Job } from './models.ts';",
      "import * as jobs from './jobs.sql.ts';",
      '',
    ]);
  });

  it("gives what is the user's another name where something else has its own", () => {
    const imports = new Imports(CodegenOptionsSchema.parse({ runtime: 'runtime' }), new Set(['jobs']));
    expect([
      imports.override('a', 'Json'),
      imports.override('a', 'T'),
      imports.override('b', 'T'),
      imports.override('a', 'jobs'),
      imports.value('a', 'default'),
      imports.typeOf('a', 'Variant'),
      imports.override("it's", 'U'),
    ]).toEqual(['JsonType', 'T', 'TType', 'jobsType', 'defaultSchema', 'VariantSchema', 'U']);
    expect(imports.render().split('\n')).toEqual([
      'import {',
      '  type Json as JsonType,',
      '  type T,',
      '  type Variant as VariantSchema,',
      '  default as defaultSchema,',
      '  type jobs as jobsType,',
      "} from 'a';",
      "import type { T as TType } from 'b';",
      String.raw`import type { U } from 'it\'s';`,
      '',
    ]);
  });
});
