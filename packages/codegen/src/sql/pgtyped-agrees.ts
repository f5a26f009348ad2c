import { parseSQLFile } from '@pgtyped/parser';
import type { Diagnostic } from '../diagnostic.ts';
import type { SourceQuery } from './source-query.ts';

/** A parameter as one of the two readers sees it. */
interface Seen {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

type PgtypedQuery = ReturnType<typeof parseSQLFile>['queries'][number];

/**
 * Reads the file with pgtyped's own parser and compares: the same queries, the same ends, the same parameters.
 * Its grammar takes `"a:b"` for a parameter, two dollar strings for one and more; stock pgtyped would then compile
 * another statement than PostgreSQL and we see, so every such difference is an error at the token it starts from.
 */
export function checkFile(queries: readonly SourceQuery[]): Diagnostic[] {
  const [first] = queries;
  if (first === undefined) return [];
  const { text } = first.source;
  const offsets = utf16Offsets(text);
  const parsed = parseSQLFile(text);
  const error = parsed.events.find((event) => 'critical' in event);
  if (error === undefined && parsed.queries.length === queries.length) {
    return queries.flatMap((query, index) => difference(query, parsed.queries[index], offsets) ?? []);
  }
  // Something is misread: each query on its own tells which.
  const found = checkEach(queries);
  if (found.length > 0) return found;
  const at = error?.location === undefined ? first.nameAt : offsetOf(text, error.location.line, error.location.col);
  return [report(first, at, `pgtyped cannot read this file${error === undefined ? '' : `: ${error.message.text}`}`)];
}

/** The same for each query alone, whatever stands around it. */
export function checkEach(queries: readonly SourceQuery[]): Diagnostic[] {
  return queries.flatMap((query) => checkAlone(query) ?? []);
}

function checkAlone(query: SourceQuery): Diagnostic | undefined {
  // Blanks keep every offset: only this query, where it stands in its file.
  const { text } = query.source;
  const headerAt = text.lastIndexOf('/*', query.nameAt);
  const alone = blank(text.slice(0, headerAt)) + text.slice(headerAt, query.body.end) + ';';
  const parsed = parseSQLFile(alone);
  const error = parsed.events.find((event) => 'critical' in event);
  if (error !== undefined) {
    const at =
      error.location === undefined ? query.body.start : offsetOf(alone, error.location.line, error.location.col);
    return report(
      query,
      Math.min(at, query.body.end),
      `pgtyped cannot read this: ${error.message.text.replace(/^Parse error: /, '')}`,
    );
  }
  return difference(query, parsed.queries[0], utf16Offsets(alone));
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}

function difference(
  query: SourceQuery,
  other: PgtypedQuery | undefined,
  offsets: readonly number[],
): Diagnostic | undefined {
  if (other === undefined || other.name !== query.name)
    return report(query, query.nameAt, `pgtyped reads this header as that of "${other?.name ?? 'nothing'}"`);
  const ours = seenByUs(query);
  const theirs = other.params.flatMap(({ name, codeRefs }) =>
    codeRefs.used.map(({ a, b }): Seen => {
      const start = (offsets[a] ?? a) - 1;
      const end = (offsets[b] ?? b) + 1;
      return { start, end, name };
    }),
  );
  const byStart = (a: Seen, b: Seen): number => a.start - b.start;
  ours.sort(byStart);
  theirs.sort(byStart);
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const mine = ours[index];
    const seen = theirs[index];
    if (
      mine !== undefined &&
      seen !== undefined &&
      mine.start === seen.start &&
      mine.end === seen.end &&
      mine.name === seen.name
    )
      continue;
    if (seen !== undefined && (mine === undefined || seen.start < mine.start)) {
      return report(
        query,
        seen.start,
        `pgtyped reads ":${seen.name}" here as a parameter, PostgreSQL does not`,
        'Name it otherwise, or write the constant in another way.',
      );
    }
    const at = mine?.start ?? query.body.start;
    return report(
      query,
      at,
      `pgtyped does not read ":${mine?.name ?? ''}" here as PostgreSQL would`,
      'Two dollar-quoted strings or an odd quote before it mislead its grammar.',
    );
  }
  const end = offsets[other.statement.loc.b] ?? other.statement.loc.b;
  if (end < query.body.end - 1)
    return report(query, query.body.end, 'pgtyped sees another end of this statement than PostgreSQL');
  return undefined;
}

/** Of the mark of `:name?`, which is ours alone, pgtyped knows nothing. */
function seenByUs({ parameters, source }: SourceQuery): Seen[] {
  const seen = parameters.flatMap(({ name, field, uses }) =>
    uses.map(({ start, end }): Seen => ({
      start,
      end: source.text[end - 1] === '?' ? end - 1 : end,
      name: field?.object ?? name,
    })),
  );
  // The fields of an object stand in one place.
  return seen.filter(({ start }, index) => seen.findIndex((each) => each.start === start) === index);
}

function report(query: SourceQuery, offset: number, message: string, hint?: string): Diagnostic {
  return { severity: 'error', source: query.source, offset, message, hint };
}

/** pgtyped counts code points; everything else here counts UTF-16 units. Empty when both counts are the same. */
function utf16Offsets(text: string): number[] {
  if (!/[\u{10000}-\u{10ffff}]/u.test(text)) return [];
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return offsets;
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let remaining = line - 1; remaining > 0; remaining--) at = text.indexOf('\n', at) + 1;
  return at + column;
}
