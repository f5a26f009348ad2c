import type { Replacement, SourceQuery, Span } from './source-query.ts';

interface Segment {
  /** Offset in the statement sent. */
  readonly sentAt: number;
  readonly sentLength: number;
  readonly source: Span;
  /** What a position in it leads back to. */
  readonly from: number;
}

/** A statement with `$n` for `:name`, and the way back from a position in it to the file. */
export interface SentStatement {
  readonly text: string;
  /** The file's offset of a position that PostgreSQL reports: a count of characters, not of UTF-16 units, from 1. */
  toSource(position: number): number;
}

/** Replaces the parameters of a query by `$1`, `$2` and so on, and whatever else is to be replaced. */
export function withPlaceholders(query: SourceQuery, others: readonly Replacement[] = []): SentStatement {
  const parameters = placeholders(query).filter(({ span }) => !others.some((other) => isWithin(other.span, span)));
  const replaced = new Set(others.map(({ span }) => span.start));
  const own = query.replacements.filter(({ span }) => !replaced.has(span.start));
  const replacements = [...parameters, ...own, ...others].toSorted((a, b) => a.span.start - b.span.start);
  const segments: Segment[] = [];
  let text = '';
  let copied = query.body.start;
  for (const { span, text: placeholder, from = span.start } of replacements) {
    text += query.source.text.slice(copied, span.start);
    segments.push({ sentAt: text.length, sentLength: placeholder.length, source: span, from });
    text += placeholder;
    copied = span.end;
  }
  text += query.source.text.slice(copied, query.body.end);
  return { text, toSource: (position) => toSource(query.body.start, segments, utf16Offset(text, position)) };
}

/** `$1` for a parameter, and `($1, $2)` for the fields of an object. */
function placeholders({ parameters }: SourceQuery): Replacement[] {
  return parameters.flatMap(({ uses, field }, index): Replacement[] => {
    if (field === undefined) return uses.map((span) => ({ span, text: `$${index + 1}` }));
    const numbers = parameters.flatMap((each, at) => (each.field?.object === field.object ? [at + 1] : []));
    if (numbers[0] !== index + 1) return [];
    const text = `(${numbers.map((number) => `$${number}`).join(', ')})`;
    return uses.map((span) => ({ span, text }));
  });
}

function isWithin(outer: Span, { start, end }: Span): boolean {
  return outer.start <= start && end <= outer.end;
}

/** The offset in UTF-16 units of a character that PostgreSQL counts: from 1, and an emoji is one. */
export function utf16Offset(text: string, position: number): number {
  let offset = 0;
  let characters = 1;
  for (const character of text) {
    if (characters >= position) break;
    offset += character.length;
    characters++;
  }
  return offset;
}

function toSource(bodyStart: number, segments: readonly Segment[], offset: number): number {
  let shift = bodyStart;
  for (const { sentAt, sentLength, source, from } of segments) {
    if (offset < sentAt) break;
    if (offset < sentAt + sentLength) return from;
    shift = source.end - (sentAt + sentLength);
  }
  return offset + shift;
}
