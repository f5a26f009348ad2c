import type { AnalysedQuery } from '../analysed-project.ts';

/** A token of a statement: in lower case, and where it stands. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/**
 * The tokens of a statement. The tree of PostgreSQL 17 and later carries no positions: findings are placed at the
 * words that cause them.
 */
export function wordsOf({ compiled }: AnalysedQuery): Word[] {
  const { source, tokens } = compiled.source;
  return tokens.map(({ start, end }) => ({ text: source.text.slice(start, end).toLowerCase(), at: start }));
}

/** Where the statement begins. */
export function startOf({ compiled }: AnalysedQuery): number {
  return compiled.source.body.start;
}

/**
 * Where a table is first named.
 * @param from the offset to look from, for a table that is named behind a certain word
 */
export function tableOffset(query: AnalysedQuery, table: string, from = 0): number {
  const words = wordsOf(query).filter(({ at }) => at >= from);
  const name = table.toLowerCase();
  return words.find(({ text }) => text === name || text === `"${name}"`)?.at ?? (from > 0 ? from : startOf(query));
}
