/**
 * PostgreSQL's lexical rules and one of our own: `:name` is a parameter, or `@name` in a file of sqlc's.
 *
 * pgtyped's grammar knows strings, comments and dollar quotes only roughly, and misreads some of them without a word.
 * This reader follows the server's scan.l, so that a difference between the two becomes an error instead of a wrong query.
 */

/** What a token is; white space is no token. */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'dollar-string'
  | 'number'
  | 'parameter'
  | 'positional'
  | 'operator'
  | 'symbol'
  | 'line-comment'
  | 'block-comment'
  | 'meta-command';

/** Whose notation a query file is written in. */
export type Dialect = 'pgtyped' | 'sqlc';

export interface Token {
  readonly kind: TokenKind;
  /** Offset of the first character. */
  readonly start: number;
  /** Offset behind the last character. */
  readonly end: number;
}

/** A token that never ends: an open string, comment or dollar quote. */
export class UnterminatedTokenError extends Error {
  /** Where it begins. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`this ${what} is never closed`);
    this.name = 'UnterminatedTokenError';
    this.offset = offset;
  }
}

const WHITE_SPACE = /[ \t\r\n\f\v]+/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:\d[\d_]*\.(?!\.)[\d_]*|\.\d[\d_]*|\d[\d_]*)(?:[eE][+-]?\d+)?\w*/y;
const PARAMETER = /:[A-Za-z_]\w*!?/y;
const AT_PARAMETER = /@[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const META_COMMAND = /\\[^\r\n]*/y;
const POSITIONAL = /\$\d+/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const OPERATOR = /[+\-*/<>=~!@#%^&|`?]+/y;
const LINE_COMMENT = /--[^\r\n]*/y;
const STRING_BODY = /(?:[^']|'')*'/y;
const ESCAPE_STRING_BODY = /(?:[^'\\]|''|\\[^])*'/y;
const QUOTED_BODY = /(?:[^"]|"")*"/y;

/**
 * The tokens of a SQL text, comments included.
 * @param dialect sqlc's has `@name` for `:name`, and passes over the lines that psql would obey
 * @throws {UnterminatedTokenError} for an open string, quoted identifier, comment or dollar quote.
 */
export function tokenize(text: string, dialect: Dialect = 'pgtyped'): Token[] {
  const tokens: Token[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const token = (dialect === 'sqlc' ? readSqlcToken(text, at) : undefined) ?? readToken(text, at);
    tokens.push(token);
    at = skip(text, token.end);
  }
  return tokens;
}

/** What sqlc reads otherwise than pgtyped. */
function readSqlcToken(text: string, start: number): Token | undefined {
  switch (text[start]) {
    case ':': {
      // A slice, "a[1:n]", and no parameter.
      const end = start + (text[start + 1] === ':' || text[start + 1] === '=' ? 2 : 1);
      return { kind: end === start + 2 ? 'operator' : 'symbol', start, end };
    }
    case '@': {
      const end = endOf(AT_PARAMETER, text, start);
      return end === undefined ? undefined : { kind: 'parameter', start, end };
    }
    case '\\': {
      const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
      const end = endOf(META_COMMAND, text, start);
      return line.trim() === '' && end !== undefined ? { kind: 'meta-command', start, end } : undefined;
    }
    case undefined:
    default:
      return undefined;
  }
}

function skip(text: string, at: number): number {
  return endOf(WHITE_SPACE, text, at) ?? at;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function readToken(text: string, start: number): Token {
  const token = (kind: TokenKind, end: number): Token => ({ kind, start, end });
  const closed = (kind: TokenKind, what: string, body: RegExp, from: number): Token => {
    const end = endOf(body, text, from);
    if (end === undefined) throw new UnterminatedTokenError(what, start);
    return token(kind, end);
  };
  const next = text[start + 1];
  switch (text[start]) {
    case "'":
      return closed('string', 'string', STRING_BODY, start + 1);
    case '"':
      return closed('quoted', 'quoted identifier', QUOTED_BODY, start + 1);
    case ':': {
      if (next === ':' || next === '=') return token('operator', start + 2);
      const end = endOf(PARAMETER, text, start);
      return end === undefined ? token('symbol', start + 1) : token('parameter', end);
    }
    case '$':
      return readDollar(text, start);
    case '-':
      if (next === '-') return token('line-comment', endOf(LINE_COMMENT, text, start) ?? text.length);
      break;
    case '/':
      if (next === '*') return token('block-comment', endOfBlockComment(text, start));
      break;
    case undefined:
    default:
  }
  const word = endOf(WORD, text, start);
  if (word !== undefined) return readWord(text, start, word);
  const number = endOf(NUMBER, text, start);
  if (number !== undefined) return token('number', number);
  const operator = endOf(OPERATOR, text, start);
  if (operator !== undefined) return token('operator', cutAtComment(text, start, operator));
  return token('symbol', start + 1);
}

/** A word, unless it turns out to be the prefix of a string: `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`. */
function readWord(text: string, start: number, end: number): Token {
  const word = text.slice(start, end).toLowerCase();
  const unicode = word === 'u' && text[end] === '&' && (text[end + 1] === "'" || text[end + 1] === '"');
  const quote = unicode ? end + 1 : end;
  if (!unicode && !(text[end] === "'" && ['e', 'b', 'x', 'n'].includes(word))) return { kind: 'word', start, end };
  const identifier = text[quote] === '"';
  const body = identifier ? QUOTED_BODY : word === 'e' ? ESCAPE_STRING_BODY : STRING_BODY;
  const close = endOf(body, text, quote + 1);
  if (close === undefined) throw new UnterminatedTokenError(identifier ? 'quoted identifier' : 'string', start);
  return { kind: identifier ? 'quoted' : 'string', start, end: close };
}

function readDollar(text: string, start: number): Token {
  const positional = endOf(POSITIONAL, text, start);
  if (positional !== undefined) return { kind: 'positional', start, end: positional };
  const open = endOf(DOLLAR_QUOTE, text, start);
  if (open === undefined) return { kind: 'symbol', start, end: start + 1 };
  const tag = text.slice(start, open);
  const close = text.indexOf(tag, open);
  if (close === -1) throw new UnterminatedTokenError('dollar-quoted string', start);
  return { kind: 'dollar-string', start, end: close + tag.length };
}

/** Block comments nest in PostgreSQL, as they do nowhere else. */
function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length - 1; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === '/*') depth++;
    else if (pair === '*/') depth--;
    else continue;
    at++;
    if (depth === 0) return at + 1;
  }
  throw new UnterminatedTokenError('comment', start);
}

/** An operator ends where a comment begins: `a*--b` multiplies by what stands on the next line. */
function cutAtComment(text: string, start: number, end: number): number {
  const comment = text.slice(start, end).search(/--|\/\*/u);
  return comment > 0 ? start + comment : end;
}
