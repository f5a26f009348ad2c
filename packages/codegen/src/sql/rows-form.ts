import { nesting } from './nesting.ts';
import type { Span } from './source-query.ts';
import type { Token } from './tokenize.ts';

/** What a statement may be; MERGE has an INSERT in it, of one row. */
const VERBS = new Set(['INSERT', 'MERGE', 'UPDATE', 'DELETE', 'SELECT', 'VALUES']);

/**
 * `VALUES :users`, where that is all the rows of the INSERT that the statement is.
 * @returns from `VALUES` to behind the parameter; nothing for any other place
 */
export function rowsOf(text: string, tokens: readonly Token[], use: Span): Span | undefined {
  const words = tokens.map(({ kind, start, end }) =>
    kind === 'word' || kind === 'symbol' ? text.slice(start, end).toUpperCase() : '',
  );
  const depths = nesting(words);
  const at = tokens.findIndex(({ start }) => start === use.start);
  const values = tokens[at - 1];
  const verb = words.find((word, index) => depths[index] === 0 && VERBS.has(word));
  if (values === undefined || words[at - 1] !== 'VALUES' || depths[at] !== 0 || verb !== 'INSERT') return undefined;
  return words[at + 1] === ',' ? undefined : { start: values.start, end: use.end };
}
