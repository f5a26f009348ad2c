import type { Diagnostic, SourceText } from '../../diagnostic.ts';
import { closest } from '../../suggest/closest.ts';
import { CARDINALITIES, type Cardinality } from '../source-query.ts';
import type { Token } from '../tokenize.ts';

/** A header as sqlc writes it: `-- name: GetAuthor :one`, or the same in a block comment. */
export const HEADER_SHAPE = /^(?:--|\/\*) name: +[^\s:]+ +:\w+/;

/** What is meant to be one. */
export const LOOSE_HEADER_SHAPE = /^(?:--|\/\*)[ \t]*name[ \t]*:/;

/** What a header says. */
export interface SqlcHeader {
  readonly name: string;
  /** Offset of the name. */
  readonly nameAt: number;
  /** Absent where it is none that is known; that has been said then. */
  readonly cardinality: Cardinality | undefined;
}

/** What sqlc takes for a name, letters of any alphabet; of these, those that TypeScript has in names too. */
const NAME = /^(?:_|(?=\p{ID_Start})\p{L})(?:_|\p{Nd}|(?=\p{ID_Start})\p{L})*$/u;

/** Commands of sqlc that no PostgreSQL can carry out, with what to write instead. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['execlastid', 'That is MySQL\'s. Write "RETURNING id" and ":one".'],
]);

/** Commands of sqlc's that may be missing here. */
const SQLC_COMMANDS = ['execresult', 'copyfrom', 'batchexec', 'batchmany', 'batchone'];

/** Reads a header comment. */
export function readHeader(
  source: SourceText,
  { start, end }: Token,
  report: (diagnostic: Diagnostic) => void,
): SqlcHeader {
  const fail = (offset: number, message: string, hint?: string): void => {
    report({ severity: 'error', source, offset, message, hint });
  };
  const comment = source.text.slice(start, end).replace(/\*\/$/, '');
  const prefix = LOOSE_HEADER_SHAPE.exec(comment)?.[0] ?? '';
  if (!/^(?:--|\/\*) name:$/.test(prefix) || !/^[ \t]/.test(comment.slice(prefix.length)))
    fail(start, 'sqlc does not read this as a header', 'Write "-- name: QueryName :one", with these blanks.');
  const words = [...comment.slice(prefix.length).matchAll(/\S+/g)];
  const at = (index: number): number => start + prefix.length + (words[index]?.index ?? 0);
  const name = words[0]?.[0] ?? '';
  if (name === '' || name.startsWith(':')) {
    fail(words.length === 0 ? start : at(0), 'this header has no name', 'Write "-- name: QueryName :one".');
    return { name: '', nameAt: start, cardinality: undefined };
  }
  if (!NAME.test(name))
    fail(at(0), `"${name}" is not a query name`, 'Use letters, digits and underscores, beginning with a letter.');
  const extra = words[2];
  if (extra !== undefined) {
    const isName = words[1]?.[0].startsWith(':') !== true;
    if (isName) fail(at(1), 'the name of a query is one word');
    else fail(at(2), `"${extra[0]}" does not belong into a header`);
    return { name, nameAt: at(0), cardinality: undefined };
  }
  return { name, nameAt: at(0), cardinality: readCommand(words[1]?.[0], name, at(1), at(0), fail) };
}

function readCommand(
  word: string | undefined,
  name: string,
  at: number,
  nameAt: number,
  fail: (offset: number, message: string, hint?: string) => void,
): Cardinality | undefined {
  if (word === undefined) {
    fail(nameAt, `query "${name}" has no command`, `Write one of ${listOf(CARDINALITIES, 'or')} behind its name.`);
    return undefined;
  }
  const command = word.replace(/^:/, '');
  const known = word.startsWith(':') ? CARDINALITIES.find((candidate) => candidate === command) : undefined;
  if (known !== undefined) return known;
  const elsewhere = ELSEWHERE.get(command);
  const meant = word.startsWith(':') ? closest(command, CARDINALITIES) : CARDINALITIES.find((one) => one === command);
  if (elsewhere !== undefined) fail(at, `PostgreSQL has no "${word}"`, elsewhere);
  else if (SQLC_COMMANDS.includes(command))
    fail(at, `sqlc's command "${word}" is not compiled here`, `Known are ${listOf(CARDINALITIES, 'and')}.`);
  else
    fail(
      at,
      `unknown command "${word}"`,
      meant === undefined ? `Known are ${listOf(CARDINALITIES, 'and')}.` : `Did you mean ":${meant}"?`,
    );
  return undefined;
}

function listOf(words: readonly string[], last: string): string {
  const quoted = words.map((word) => `":${word}"`);
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1) ?? ''}`;
}
