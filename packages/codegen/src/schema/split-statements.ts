import type { Span } from '../sql/source-query.ts';
import { tokenize } from '../sql/tokenize.ts';

/** The statements of a script, each without its semicolon: bodies between BEGIN ATOMIC and END keep theirs. */
export function splitStatements(text: string): Span[] {
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'line-comment' && kind !== 'block-comment');
  const words = tokens.map(({ start, end }) => text.slice(start, end).toLowerCase());
  const statements: Span[] = [];
  let first: number | undefined;
  let last = 0;
  let depth = 0;
  for (const [index, { start, end }] of tokens.entries()) {
    if (words[index] === ';' && depth === 0) {
      if (first !== undefined) statements.push({ start: first, end: last });
      first = undefined;
      continue;
    }
    if (words[index] === 'atomic' && words[index - 1] === 'begin') depth = 1;
    else if (depth > 0 && words[index] === 'case') depth++;
    else if (depth > 0 && words[index] === 'end') depth--;
    first ??= start;
    last = end;
  }
  if (first !== undefined) statements.push({ start: first, end: last });
  return statements;
}
