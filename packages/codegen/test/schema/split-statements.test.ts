import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../src/schema/split-statements.ts';

function split(text: string): string[] {
  return splitStatements(text).map(({ start, end }) => text.slice(start, end));
}

describe('splitStatements', () => {
  it.each([
    ['', []],
    [' ;; -- nothing;\n', []],
    ['SELECT 1; /* ; */ SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['SELECT \';\', ";"; DO $x$ BEGIN; END; $x$;', ['SELECT \';\', ";"', 'DO $x$ BEGIN; END; $x$']],
    ['BEGIN; SELECT 1; END; SELECT 2;', ['BEGIN', 'SELECT 1', 'END', 'SELECT 2']],
  ])('%j', (text, statements) => {
    expect(split(text)).toEqual(statements);
  });

  it('keeps the body of a SQL function together', () => {
    const body = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END';
    expect(split(`${body}; SELECT 3;`)).toEqual([body, 'SELECT 3']);
  });

  it('gives back what was joined', () => {
    const piece = fc.constantFrom('SELECT 1', "SELECT ';'", 'SELECT $$;$$', 'BEGIN', 'SELECT "a;b"');
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(';', ' ;\n', ';--;\n', '; /*;*/ '), (pieces, separator) => {
        expect(split(pieces.map((each) => each + separator).join(''))).toEqual(pieces);
      }),
    );
  });
});
