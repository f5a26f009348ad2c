import { describe, expect, it } from 'vitest';
import { compareDiagnostics, positionOf, renderDiagnostic, type Diagnostic } from '../src/diagnostic.ts';

const source = { file: 'a.sql', text: 'SELECT 1;\n\tSELECT nope;\n' };

function diagnostic(offset: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return { severity: 'error', source, offset, message: 'no such column', ...more };
}

describe('renderDiagnostic', () => {
  it('shows the place, the line, a caret under the token, and what PostgreSQL adds', () => {
    const at = source.text.indexOf('nope');
    expect(
      renderDiagnostic(diagnostic(at, { sqlState: '42703', detail: 'It is not there.', hint: 'Look again.' })).split(
        '\n',
      ),
    ).toEqual([
      'a.sql:2:9: error: no such column [42703]',
      '     2 | \tSELECT nope;',
      '       | \t       ^',
      '  detail: It is not there.',
      '  hint: Look again.',
    ]);
  });

  it('is short where there is nothing more to say', () => {
    expect(renderDiagnostic(diagnostic(0, { severity: 'warning' })).split('\n')).toEqual([
      'a.sql:1:1: warning: no such column',
      '     1 | SELECT 1;',
      '       | ^',
    ]);
  });

  it('has a place behind the end of the text', () => {
    expect(renderDiagnostic(diagnostic(source.text.length))).toContain('a.sql:3:1: ');
  });
});

describe('positionOf', () => {
  it.each([
    [0, 1, 1],
    [9, 1, 10],
    [10, 2, 1],
    [11, 2, 2],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(positionOf(source.text, offset)).toEqual({ line, column });
  });
});

it('diagnostics are in the order of files and places', () => {
  const other = { file: 'b.sql', text: '' };
  const sorted = [diagnostic(0, { source: other }), diagnostic(5), diagnostic(2)].toSorted(compareDiagnostics);
  expect(sorted.map(({ source: { file }, offset }) => `${file} ${offset}`)).toEqual(['a.sql 2', 'a.sql 5', 'b.sql 0']);
});
