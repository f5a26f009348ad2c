import type { SourceText } from '../diagnostic.ts';
import type { Branches, Choices } from './branches/branch.ts';
import type { Dialect, Token } from './tokenize.ts';

/** What a query returns, as sqlc writes it behind the name. */
export const CARDINALITIES = [
  'one',
  'many',
  'exec',
  'execrows',
  'execresult',
  'copyfrom',
  'batchexec',
  'batchmany',
  'batchone',
] as const;
export type Cardinality = (typeof CARDINALITIES)[number];

/** A piece of the file: a parameter from its colon to behind its last character, a statement, a star. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parameter of a query, in the order of first use: the first is `$1`. */
export interface SourceParameter {
  readonly name: string;
  /** Written `:name!` at least once: never null, whatever the analysis says. */
  readonly required: boolean;
  /** Written `:name?` or `sqlc.narg(name)` at least once: may be null, whatever the analysis says. */
  readonly nullable: boolean;
  /** Written `$1`: the name is only a fallback for the one that the analysis finds. */
  readonly inferred: boolean;
  /** What the inferred name begins with: `from_` and `to_` on the two sides of BETWEEN. */
  readonly prefix: string;
  readonly uses: readonly Span[];
  /** What it is a field of: its own name is then `user.age`, and all fields of `:user` have the same uses. */
  readonly field?: ObjectField | undefined;
}

/** A field of an object that stands in the statement as `:user`, declared by `@param user -> (name, age!)`. */
export interface ObjectField {
  readonly object: string;
  readonly name: string;
  /** Written `((name, age!)...)`: there are any number of objects, each of which is a row. */
  readonly many: boolean;
}

/** A piece of the file and what is sent instead of it. */
export interface Replacement {
  readonly span: Span;
  readonly text: string;
  /** Where in the file it comes from, for what the server says of it; absent, from the beginning of the piece. */
  readonly from?: number;
}

/** `sqlc.embed(authors)`: all columns of a table, as one property. */
export interface SourceEmbed {
  readonly span: Span;
  /** Offset of the table. */
  readonly nameAt: number;
  /** The table as written, with a dot behind: what a star is to follow. */
  readonly qualifier: string;
}

/** A query as it stands in its file, read but not yet understood. */
export interface SourceQuery {
  readonly source: SourceText;
  readonly dialect: Dialect;
  readonly name: string;
  /** Offset of the name in the header. */
  readonly nameAt: number;
  readonly cardinality: Cardinality;
  /** The line comments under the header, without their dashes. */
  readonly doc: readonly string[];
  /** The statement: from its first token to the semicolon, which does not belong to it. */
  readonly body: Span;
  /** The statement's tokens without comments. */
  readonly tokens: readonly Token[];
  readonly parameters: readonly SourceParameter[];
  /** What is replaced besides the parameters. */
  readonly replacements: readonly Replacement[];
  readonly embeds: readonly SourceEmbed[];
  /** What of it is sent only when an argument says so. */
  readonly branches?: Branches | undefined;
  /** What this is a text of, and when: of a query with branches, each text is a query of its own. */
  readonly variant?: { readonly of: SourceQuery; readonly choices: Choices } | undefined;
}

/** A parameter as the author wrote it, for messages: `:name`, `$1`, `@name`, `sqlc.arg(name)`. */
export function spelling({ source, dialect }: SourceQuery, { name, uses }: SourceParameter): string {
  const [use] = uses;
  return dialect === 'pgtyped' || use === undefined ? `:${name}` : source.text.slice(use.start, use.end);
}
