import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import type { SourceQuery } from '../../src/sql/source-query.ts';

function readOne(statement: string): SourceQuery {
  const { queries, diagnostics } = readQueries({ file: 'test.sql', text: `/* @name Q */ -- :many\n${statement};` });
  expect(diagnostics).toEqual([]);
  const [query] = queries;
  if (query === undefined) throw new Error('no query');
  return query;
}

describe('withPlaceholders', () => {
  it('numbers parameters in the order of first use', () => {
    expect(withPlaceholders(readOne('SELECT :b::int + :a::int + :b!')).text).toBe('SELECT $1::int + $2::int + $1');
  });

  it('leaves out the comments around the statement and keeps those in it', () => {
    expect(withPlaceholders(readOne('-- doc\nSELECT 1 -- one\n+ 2\n-- tail\n')).text).toBe('SELECT 1 -- one\n+ 2');
  });

  it('replaces other spans as well', () => {
    const query = readOne('SELECT * FROM t WHERE a = :a');
    const star = query.source.text.indexOf('*', query.body.start);
    const { text } = withPlaceholders(query, [{ span: { start: star, end: star + 1 }, text: 'a, b' }]);
    expect(text).toBe('SELECT a, b FROM t WHERE a = $1');
  });

  it('maps a position inside a placeholder to the parameter', () => {
    const query = readOne('SELECT :first::int, :second::int');
    const { text, toSource } = withPlaceholders(query);
    expect(text).toBe('SELECT $1::int, $2::int');
    expect(toSource(text.indexOf('$2') + 1)).toBe(query.source.text.indexOf(':second'));
    expect(toSource(text.indexOf('$2') + 2)).toBe(query.source.text.indexOf(':second'));
  });

  it('counts characters as the server does, beyond the Basic Multilingual Plane too', () => {
    const query = readOne("SELECT :a::int, '😀😀', nope");
    const { text, toSource } = withPlaceholders(query);
    const position = Array.from(text.slice(0, text.indexOf('nope'))).length + 1;
    expect(toSource(position)).toBe(query.source.text.indexOf('nope'));
  });

  it('maps every character that was not replaced back to itself', () => {
    const part = fc.oneof(fc.constantFrom(':a', ':bc', ':def'), fc.stringMatching(/^[a-z]{1,5}$/));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const query = readOne(`SELECT ${parts.join(' + ')}`);
        const { text, toSource } = withPlaceholders(query);
        for (const [index, character] of Array.from(text).entries()) {
          const source = query.source.text[toSource(index + 1)];
          expect(source).toBe(/[$\d]/.test(character) ? ':' : character);
        }
      }),
    );
  });
});
