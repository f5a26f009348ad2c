import type { SourceText } from '../diagnostic.ts';
import { isComment } from './split-file.ts';
import { HEADER_SHAPE, LOOSE_HEADER_SHAPE } from './sqlc/header.ts';
import { tokenize, UnterminatedTokenError, type Dialect, type Token } from './tokenize.ts';

/** What pgtyped calls a header: a block comment with this in it. */
const PGTYPED_HEADER = /@name[ \t]+(?:[\w-]|[^\p{ASCII}\s])/u;

/** The dialect of a file, and where its first header of each dialect is if it has both. */
export interface FoundDialect {
  readonly dialect: Dialect;
  readonly mixed: { readonly pgtyped: number; readonly sqlc: number } | undefined;
}

/** Whether a file has what may be a header, of either dialect. */
export function mayHaveHeader(text: string): boolean {
  return PGTYPED_HEADER.test(text) || new RegExp(LOOSE_HEADER_SHAPE.source, 'm').test(text);
}

/** Tells a file's dialect by its headers. */
export function findDialect({ text }: SourceText): FoundDialect {
  // Most files have no line like it, and need no second reading.
  if (!new RegExp(LOOSE_HEADER_SHAPE.source, 'm').test(text)) {
    // Stock pgtyped refuses line comments above its first header, sqlc a file in which there is nothing else does not.
    return { dialect: !PGTYPED_HEADER.test(text) && isOnlyComments(text) ? 'sqlc' : 'pgtyped', mixed: undefined };
  }
  const comments = commentsOf(text);
  const find = (matches: (comment: string, token: Token) => boolean): number | undefined =>
    comments.find((token) => matches(text.slice(token.start, token.end), token))?.start;
  const isAtLineStart = ({ start }: Token): boolean => start === 0 || text[start - 1] === '\n';
  const pgtyped = find((comment, { kind }) => kind === 'block-comment' && PGTYPED_HEADER.test(comment));
  const sqlc = find((comment, token) => isAtLineStart(token) && HEADER_SHAPE.test(comment));
  if (pgtyped !== undefined) return { dialect: 'pgtyped', mixed: sqlc === undefined ? undefined : { pgtyped, sqlc } };
  const loose = sqlc ?? find((comment, token) => isAtLineStart(token) && LOOSE_HEADER_SHAPE.test(comment));
  return { dialect: loose === undefined ? 'pgtyped' : 'sqlc', mixed: undefined };
}

function isOnlyComments(text: string): boolean {
  const tokens = tokensOf(text);
  return tokens.length > 0 && tokens.every(isComment);
}

/** The comments up to where the text can be read. */
function commentsOf(text: string): Token[] {
  return tokensOf(text).filter(isComment);
}

function tokensOf(text: string): Token[] {
  try {
    return tokenize(text, 'sqlc');
  } catch (error) {
    if (!(error instanceof UnterminatedTokenError)) throw error;
    return tokenize(text.slice(0, error.offset), 'sqlc');
  }
}
