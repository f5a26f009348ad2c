import type { Diagnostic, SourceText } from '../../diagnostic.ts';
import { isBranchDirective } from '../branches/directive.ts';
import type { Span } from '../source-query.ts';
import { isComment } from '../split-file.ts';
import { tokenize, UnterminatedTokenError, type Token } from '../tokenize.ts';
import { LOOSE_HEADER_SHAPE, readHeader, type SqlcHeader } from './header.ts';

/** A header with the statement below it. */
export interface SqlcBlock extends SqlcHeader {
  readonly doc: readonly string[];
  readonly body: Span;
  /** The statement's tokens, comments included. */
  readonly tokens: readonly Token[];
}

/** A file in sqlc's dialect, divided. */
export interface SplitFile {
  readonly blocks: readonly SqlcBlock[];
  /** The statements without a header, with the comments above them. */
  readonly others: readonly Span[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Finds the queries of a file in sqlc's dialect. A statement without a header is none of them, in sqlc either; the
 * comments between two statements, above the header and below it, document the second.
 */
export function splitSqlcFile(source: SourceText): SplitFile {
  const splitter = new Splitter(source);
  splitter.run();
  return splitter;
}

class Splitter implements SplitFile {
  readonly blocks: SqlcBlock[] = [];
  readonly others: Span[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  #header: SqlcHeader | undefined;
  #doc: string[] = [];
  #statement: Token[] = [];

  constructor(source: SourceText) {
    this.#source = source;
  }

  run(): void {
    let semicolon: number | undefined;
    for (const token of this.#tokens()) {
      if (this.#text(token) === ';') {
        this.#close({ start: semicolon ?? 0, end: token.end });
        semicolon = token.end;
      } else if (this.#isHeader(token)) this.#open(token);
      else if (this.#statement.length > 0 || !isComment(token) || this.#isBranch(token)) this.#statement.push(token);
      else if (token.kind !== 'meta-command' && !this.#isBehind(semicolon, token)) this.#readDoc(token);
    }
    this.#close({ start: semicolon ?? 0, end: this.#source.text.length });
  }

  #tokens(): Token[] {
    try {
      return tokenize(this.#source.text, 'sqlc');
    } catch (error) {
      if (!(error instanceof UnterminatedTokenError)) throw error;
      this.#fail(error.offset, error.message);
      return [];
    }
  }

  #text({ start, end }: Token): string {
    return this.#source.text.slice(start, end);
  }

  #fail(offset: number, message: string, hint?: string): void {
    this.diagnostics.push({ severity: 'error', source: this.#source, offset, message, hint });
  }

  #isHeader(token: Token): boolean {
    if (token.kind !== 'line-comment' && token.kind !== 'block-comment') return false;
    const isAtLineStart = token.start === 0 || this.#source.text[token.start - 1] === '\n';
    return isAtLineStart && LOOSE_HEADER_SHAPE.test(this.#text(token));
  }

  /** Whether a statement begins with this comment, as it makes a branch. */
  #isBranch(token: Token): boolean {
    return this.#header !== undefined && isBranchDirective(this.#text(token));
  }

  /** Whether a comment stands on the line of the semicolon before it: it speaks of that statement. */
  #isBehind(semicolon: number | undefined, { start }: Token): boolean {
    return semicolon !== undefined && !this.#source.text.slice(semicolon, start).includes('\n');
  }

  #open(token: Token): void {
    if (this.#statement.length > 0) {
      const last = this.#statement.findLast((each) => !isComment(each)) ?? token;
      if (this.#header !== undefined) this.#fail(last.end, `query "${this.#header.name}" does not end with ";"`);
      else this.#fail(last.end, 'the statement above this header does not end with ";"');
      this.#reset();
    } else this.#checkStatement();
    this.#header = readHeader(this.#source, token, (diagnostic) => this.diagnostics.push(diagnostic));
  }

  #checkStatement(): void {
    if (this.#header !== undefined && this.#header.name !== '')
      this.#fail(this.#header.nameAt, `query "${this.#header.name}" has no statement`);
  }

  #close(span: Span): void {
    const first = this.#statement.find((token) => !isComment(token));
    const last = this.#statement.findLast((token) => !isComment(token));
    if (first === undefined || last === undefined) this.#checkStatement();
    else if (this.#header !== undefined)
      this.blocks.push({
        ...this.#header,
        doc: this.#doc,
        body: { start: first.start, end: last.end },
        tokens: this.#statement.filter(({ kind, end }) => end <= last.end || kind !== 'meta-command'),
      });
    else if (this.#isHash(first))
      this.#fail(first.start, 'PostgreSQL has no comments that begin with "#"', 'Write "-- name: QueryName :one".');
    else {
      this.others.push(span);
      this.diagnostics.push({
        severity: 'warning',
        source: this.#source,
        offset: first.start,
        message: 'nothing is generated of a statement without a header',
        hint: 'Write "-- name: QueryName :one" above it.',
      });
    }
    this.#reset();
  }

  /** MySQL's comments: a statement that begins with one is none. */
  #isHash({ start }: Token): boolean {
    return this.#source.text[start] === '#';
  }

  #reset(): void {
    this.#header = undefined;
    this.#doc = [];
    this.#statement = [];
  }

  #readDoc(token: Token): void {
    const text = this.#text(token);
    const lines =
      token.kind === 'line-comment'
        ? [text.replace(/^--[ \t]?/, '')]
        : text
            .slice(2, -2)
            .split('\n')
            .map((line) => line.replace(/^\s*\*?[ \t]?/, ''));
    // These speak to sqlc's vet.
    const said = lines.map((line) => line.trimEnd()).filter((line) => !/^\s*@sqlc-vet-disable\b/.test(line));
    this.#doc.push(...said);
  }
}
