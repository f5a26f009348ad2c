import { nesting } from './nesting.ts';
import type { Span } from './source-query.ts';
import type { Token } from './tokenize.ts';

/** Where a list of objects stands, as what a query of its rows can stand instead of. */
export interface RowsPlace {
  readonly span: Span;
  /** They are what the INSERT that the statement is inserts. */
  readonly isStatement: boolean;
  /** The columns are those of VALUES, `column1` and so on, and may be called so. */
  readonly isNumbered: boolean;
}

/** What a statement, or what is in parentheses, may be. */
const VERBS = new Set(['INSERT', 'MERGE', 'UPDATE', 'DELETE', 'SELECT', 'VALUES']);

/**
 * `VALUES :users`, where those are all the rows, and `IN (:users)`, where it is all of the list.
 * @returns nothing for any other place, and for the INSERT of a MERGE, which is of one row
 */
export function rowsOf(text: string, tokens: readonly Token[], use: Span): RowsPlace | undefined {
  const words = tokens.map(({ kind, start, end }) =>
    kind === 'word' || kind === 'symbol' ? text.slice(start, end).toUpperCase() : '',
  );
  const at = tokens.findIndex(({ start }) => start === use.start);
  const before = words[at - 1];
  const next = words[at + 1];
  if (before === '(' && words[at - 2] === 'IN' && next === ')')
    return { span: use, isStatement: false, isNumbered: false };
  const depths = nesting(words);
  const depth = depths[at] ?? 0;
  const values = tokens[at - 1];
  if (values === undefined || before !== 'VALUES' || next === ',') return undefined;
  const opening = depths.findLastIndex((each, index) => index < at && each < depth);
  const verb = words.find((word, index) => index > opening && depths[index] === depth && VERBS.has(word));
  if (verb === 'MERGE') return undefined;
  return {
    span: { start: values.start, end: use.end },
    isStatement: verb === 'INSERT' && depth === 0,
    isNumbered: verb !== 'INSERT',
  };
}
