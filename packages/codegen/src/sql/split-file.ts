import type { Diagnostic, SourceText } from '../diagnostic.ts';
import { isBranchDirective } from './branches/directive.ts';
import { readParamTags, type ParamTag } from './param-tags.ts';
import type { Span } from './source-query.ts';
import { tokenize, UnterminatedTokenError, type Token } from './tokenize.ts';

/** A piece of text and where it stands. */
interface Located {
  readonly text: string;
  readonly at: number;
}

/** One header comment with the statement below it. */
export interface QueryBlock {
  readonly header: Token;
  readonly name: Located;
  /** What the header says of parameters. */
  readonly tags: readonly ParamTag[];
  /** The word behind `-- :`, whatever it is; absent when there is none. */
  readonly cardinality?: Located;
  readonly doc: readonly string[];
  readonly body: Span;
  /** The statement's tokens, comments included. */
  readonly tokens: readonly Token[];
}

/** With letters that pgtyped does not take, so that it can be said. */
const NAME = /@name[ \t]+((?:[\w-]|[^\p{ASCII}\s])+)/u;
const CARDINALITY = /^--[ \t]*:(\w+)[ \t]*$/;

/** Finds the queries of a file; what is outside of them, or without end, becomes a diagnostic. */
export function splitFile(source: SourceText): { blocks: QueryBlock[]; diagnostics: Diagnostic[] } {
  const splitter = new Splitter(source);
  splitter.run();
  return splitter;
}

class Splitter {
  readonly blocks: QueryBlock[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  #tokens: Token[] = [];
  #next = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  run(): void {
    try {
      this.#tokens = tokenize(this.#source.text);
    } catch (error) {
      if (!(error instanceof UnterminatedTokenError)) throw error;
      this.#fail(error.offset, error.message);
      return;
    }
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (this.#isHeader(token)) this.#readQuery(token);
      else this.#readStray(token);
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #text(token: Token): string {
    return this.#source.text.slice(token.start, token.end);
  }

  #fail(offset: number, message: string, hint?: string): void {
    this.diagnostics.push({ severity: 'error', source: this.#source, offset, message, hint });
  }

  #isHeader(token: Token): boolean {
    return token.kind === 'block-comment' && NAME.test(this.#text(token));
  }

  /** What stands between two queries. pgtyped allows a block comment before a header there, and nothing else. */
  #readStray(token: Token): void {
    this.#next++;
    if (token.kind === 'block-comment') {
      if (this.#peek() === undefined)
        this.#fail(
          token.start,
          'pgtyped accepts no comment after the last query',
          'Move it above a header or below one.',
        );
      return;
    }
    if (token.kind === 'line-comment') {
      this.#fail(
        token.start,
        'pgtyped accepts no line comment here',
        'Put it below a "/* @name … */" header, or make it a block comment above one.',
      );
      return;
    }
    this.#fail(token.start, 'statement without a header', 'Write "/* @name QueryName */ -- :one" above it.');
    for (let stray = this.#peek(); stray !== undefined && !this.#isHeader(stray); stray = this.#peek()) {
      this.#next++;
      if (this.#text(stray) === ';') break;
    }
  }

  #readQuery(header: Token): void {
    this.#next++;
    const { name, tags } = this.#readName(header);
    const cardinality = this.#readCardinality(header);
    const doc = this.#readDoc();
    const tokens: Token[] = [];
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (this.#isHeader(token)) break;
      this.#next++;
      if (this.#text(token) === ';') {
        this.#close(tokens, token.start, {
          header,
          name,
          tags,
          doc,
          ...(cardinality === undefined ? {} : { cardinality }),
        });
        return;
      }
      tokens.push(token);
    }
    const last = tokens.findLast((token) => !isComment(token));
    if (last === undefined) this.#fail(name.at, `query "${name.text}" has no statement`);
    else this.#fail(last.end, `query "${name.text}" does not end with ";"`);
  }

  #close(tokens: Token[], semicolon: number, rest: Omit<QueryBlock, 'body' | 'tokens'>): void {
    const first = tokens.find((token) => !isComment(token));
    if (first === undefined) {
      this.#fail(semicolon, `query "${rest.name.text}" has no statement`);
      return;
    }
    const last = tokens.findLast((token) => !isComment(token)) ?? first;
    this.blocks.push({ ...rest, body: { start: first.start, end: last.end }, tokens });
  }

  #readName(header: Token): { name: Located; tags: ParamTag[] } {
    const comment = this.#text(header);
    const match = NAME.exec(comment);
    const text = match?.[1] ?? '';
    const start = match?.index ?? 0;
    const end = start + (match?.[0].length ?? 0);
    const before = comment.slice(2, start).search(/\S/);
    const fail = (offset: number, message: string, hint?: string): void => {
      this.#fail(offset, message, hint);
    };
    if (before >= 0)
      fail(
        header.start + 2 + before,
        'pgtyped accepts nothing before "@name" in a header',
        comment[2 + before] === '@' ? 'Put it behind the name.' : 'Put documentation into line comments below it.',
      );
    const tags = readParamTags(comment.slice(end, -2), header.start + end, fail);
    return { name: { text, at: header.start + end - text.length }, tags };
  }

  #readCardinality(header: Token): Located | undefined {
    const token = this.#peek();
    if (token?.kind !== 'line-comment' || this.#source.text.slice(header.end, token.start).includes('\n'))
      return undefined;
    const match = CARDINALITY.exec(this.#text(token));
    if (match === null) return undefined;
    this.#next++;
    const text = match[1] ?? '';
    return { text, at: token.start + match[0].indexOf(':') };
  }

  #readDoc(): string[] {
    const doc: string[] = [];
    for (let token = this.#peek(); token?.kind === 'line-comment'; token = this.#peek()) {
      // The statement begins with a branch.
      if (isBranchDirective(this.#text(token))) break;
      this.#next++;
      doc.push(
        this.#text(token)
          .replace(/^--[ \t]?/, '')
          .trimEnd(),
      );
    }
    return doc;
  }
}

/** Whether a token says nothing to the server. */
export function isComment({ kind }: Token): boolean {
  return kind === 'line-comment' || kind === 'block-comment' || kind === 'meta-command';
}
