import type { SourceQuery } from '../sql/source-query.ts';
import type { Token } from '../sql/tokenize.ts';

/** A statement's tokens, with what they spell. */
export interface Spelled {
  readonly token: Token;
  /** The name that PostgreSQL makes of it, if it can be one. */
  readonly name: string | undefined;
  /** As it is written, in lower case. */
  readonly word: string;
}

export function spell({ source, tokens }: SourceQuery): Spelled[] {
  return tokens.map((token) => {
    const written = source.text.slice(token.start, token.end);
    const word = written.toLowerCase();
    if (token.kind === 'word') return { token, name: word, word };
    if (token.kind === 'quoted') return { token, name: written.slice(1, -1).replaceAll('""', '"'), word };
    return { token, name: undefined, word };
  });
}

/** The parts of a dotted name: `p.title` and `"my schema".things` have two. */
export function dottedName(spelled: readonly Spelled[], index: number): string[] {
  const parts: string[] = [];
  for (let at = index; ; at += 2) {
    const name = spelled[at]?.name;
    if (name === undefined) return parts;
    parts.push(name);
    if (spelled[at + 1]?.word !== '.') return parts;
  }
}

/** A name as SQL has to write it. */
export function sqlIdentifier(name: string, keywords: ReadonlySet<string>): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
