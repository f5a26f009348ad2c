import type { SourceText } from '../../diagnostic.ts';
import { findDialect } from '../dialect.ts';
import { blank } from '../blank.ts';
import type { Span } from '../source-query.ts';
import { splitSqlcFile } from './split-sqlc-file.ts';

/** A file that sqlc takes for the schema and for queries: what has a header is a query, and the rest makes the schema. */

/** The schema of such a file; the queries are blank, so that every position stays. */
export function schemaPart(source: SourceText): SourceText {
  if (!HEADER_LINE.test(source.text) || findDialect(source).dialect !== 'sqlc') return source;
  const { blocks } = splitSqlcFile(source);
  return {
    ...source,
    text: blankAt(
      source.text,
      blocks.map(({ body }) => body),
    ),
  };
}

/** Its queries, with a blank for the schema. */
export function queriesPart(source: SourceText): SourceText {
  if (findDialect(source).dialect !== 'sqlc') return source;
  return { ...source, text: blankAt(source.text, splitSqlcFile(source).others) };
}

/** No migration tool writes one. */
const HEADER_LINE = /^(?:--|\/\*) name: +\w+ +:\w+/m;

function blankAt(text: string, spans: readonly Span[]): string {
  let blanked = text;
  for (const { start, end } of spans)
    blanked = blanked.slice(0, start) + blank(text.slice(start, end)) + blanked.slice(end);
  return blanked;
}
