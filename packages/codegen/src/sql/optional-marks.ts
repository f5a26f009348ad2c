import { isComment } from './split-file.ts';
import type { Token } from './tokenize.ts';

type Fail = (offset: number, message: string, hint?: string) => void;

/**
 * What may stand behind a value without being one: what is no such word could be the right side of an operator `?`, or
 * the name of a column.
 */
const FOLLOWS = new Set(
  (
    'AND AS ASC AT BETWEEN COLLATE CROSS DESC DO ELSE END ESCAPE EXCEPT EXCLUDE FETCH FOR FOLLOWING FROM FULL GROUP ' +
    'HAVING ILIKE IN INNER INTERSECT IS ISNULL JOIN LEFT LIKE LIMIT NATURAL NOT NOTNULL NULLS OFFSET ON OPERATOR OR ' +
    'ORDER OVERLAPS OVERRIDING PLACING PRECEDING RETURNING RIGHT ROW ROWS SET SIMILAR THEN UNION USING WHEN WHERE ' +
    'WINDOW WITH'
  ).split(' '),
);

/**
 * Joins the `?` of `:name?`, a token of its own to PostgreSQL, with the parameter. Directly behind a name it is the
 * mark; the operator `?` of jsonb has a blank before it. What could be either is an error.
 * @param tokens of a statement, comments included
 */
export function joinOptionalMarks(text: string, tokens: readonly Token[], fail: Fail): Token[] {
  const joined: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = joined.at(-1);
    const isMark =
      token.kind === 'operator' &&
      text[token.start] === '?' &&
      before?.kind === 'parameter' &&
      before.end === token.start;
    if (!isMark) {
      joined.push(token);
      continue;
    }
    const next = tokens.slice(index + 1).find((each) => !isComment(each));
    if (text[before.end - 1] === '!')
      fail(before.start, 'a parameter is either never null or may be null', 'Write "!" or "?", not both.');
    else if (token.end > token.start + 1 || (next !== undefined && isOperand(text, next)))
      fail(
        token.start,
        `"${text.slice(before.start, token.end)}" may be a parameter that may be null, or an operator behind one`,
        `Put a blank before an operator, and a parameter that may be null in parentheses: "(${text.slice(before.start, before.end)}?)".`,
      );
    joined[joined.length - 1] = { ...before, end: token.start + 1 };
  }
  return joined;
}

function isOperand(text: string, { kind, start, end }: Token): boolean {
  const word = text.slice(start, end);
  if (kind === 'word') return !FOLLOWS.has(word.toUpperCase());
  return kind === 'symbol' ? word === '(' : kind !== 'operator';
}
