import type { SourceText } from '../diagnostic.ts';
import type { Token } from './tokenize.ts';

/** What a query returns, as sqlc writes it behind the name. */
export const CARDINALITIES = ['one', 'many', 'exec', 'execrows'] as const;
export type Cardinality = (typeof CARDINALITIES)[number];

/** Where a parameter stands in the file, from the colon to behind its last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parameter of a query, in the order of first use: the first is `$1`. */
export interface SourceParameter {
  readonly name: string;
  /** Written `:name!` at least once: never null, whatever the analysis says. */
  readonly required: boolean;
  readonly uses: readonly Span[];
}

/** A query as it stands in its file, read but not yet understood. */
export interface SourceQuery {
  readonly source: SourceText;
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
}
