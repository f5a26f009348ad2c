import type { Diagnostic } from '../diagnostic.ts';
import { nesting } from './nesting.ts';
import type { SourceQuery, Span } from './source-query.ts';
import type { Token } from './tokenize.ts';

/** `INSERT INTO … VALUES (row) …`, taken apart: what stands in for one row can stand for many. */
export interface CopyForm {
  /** From `VALUES` to behind the parenthesis that closes the row. */
  readonly values: Span;
  /** What is between the parentheses. */
  readonly row: Span;
}

/** Finds the row of an insert that `:copyfrom` is to repeat, or says why it cannot. */
export function readCopyForm(query: SourceQuery): CopyForm | Diagnostic {
  const { tokens, source } = query;
  const fail = (offset: number, message: string, hint?: string): Diagnostic => ({
    severity: 'error',
    source,
    offset,
    message,
    hint,
  });
  const plain = 'It is for "INSERT INTO users (email, name) VALUES (:email, :name)".';
  const word = ({ kind, start, end }: Token): string =>
    kind === 'word' || kind === 'symbol' ? source.text.slice(start, end).toUpperCase() : '';
  const [first] = tokens;
  if (first === undefined || word(first) !== 'INSERT')
    return fail(query.body.start, '":copyfrom" needs a plain INSERT', plain);
  const depths = nesting(tokens.map((token) => word(token)));
  const top = (text: string, from = 0): number =>
    tokens.findIndex((token, index) => index >= from && depths[index] === 0 && word(token) === text);
  const values = tokens[top('VALUES')];
  const open = tokens[top('VALUES') + 1];
  if (values === undefined || open === undefined) return fail(first.start, '":copyfrom" needs a VALUES list', plain);
  const closing = tokens.findIndex(
    (token, index) => token.start > open.start && depths[index] === 0 && word(token) === ')',
  );
  const close = tokens[closing];
  if (word(open) !== '(' || close === undefined) return fail(open.start, '":copyfrom" needs a VALUES list', plain);
  const next = tokens[closing + 1];
  if (next !== undefined && word(next) === ',')
    return fail(next.start, '":copyfrom" needs one row: the caller says how many it is to be', plain);
  const returning = tokens[top('RETURNING', closing)];
  if (returning !== undefined)
    return fail(
      returning.start,
      '":copyfrom" returns the number of rows',
      'For what they hold use ":batchmany" or ":batchone".',
    );
  const fallback = tokens.find(
    (token, index) =>
      token.start > open.start && token.end < close.end && depths[index] === 1 && word(token) === 'DEFAULT',
  );
  if (fallback !== undefined)
    return fail(
      fallback.start,
      '":copyfrom" knows no DEFAULT',
      'Leave the column out: it then has its default in every row.',
    );
  const stray = query.parameters
    .flatMap(({ uses }) => uses)
    .find(({ start }) => start < open.start || start > close.start);
  if (stray !== undefined)
    return fail(
      stray.start,
      'with ":copyfrom", parameters are values of the row, and this stands outside of it',
      'Behind ON CONFLICT the row is called "excluded".',
    );
  if (query.parameters.length === 0) return fail(values.start, '":copyfrom" needs a parameter', plain);
  return { values: { start: values.start, end: close.end }, row: { start: open.end, end: close.start } };
}
