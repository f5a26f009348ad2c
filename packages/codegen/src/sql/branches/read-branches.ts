import type { Diagnostic, SourceText } from '../../diagnostic.ts';
import type { Cardinality, SourceParameter, Span } from '../source-query.ts';
import type { Dialect, Token } from '../tokenize.ts';
import { readArguments } from './arguments.ts';
import type { Branches } from './branch.ts';
import { readDirective, readNearMiss, type Directive, type NearMiss } from './directive.ts';
import { parseBranches } from './parse-branches.ts';
import { findUnreachable } from './unreachable.ts';

/** A statement, as far as branches are concerned. */
export interface BranchedStatement {
  readonly source: SourceText;
  readonly dialect: Dialect;
  readonly cardinality: Cardinality | undefined;
  /** All tokens up to the semicolon, comments included. */
  readonly tokens: readonly Token[];
  readonly parameters: readonly SourceParameter[];
  /** What is replaced as a whole: calls of sqlc's functions. */
  readonly units: readonly Span[];
}

/**
 * Reads the comments of a statement that make branches: `-- @if title` … `-- @end`.
 * @returns nothing for a statement without
 */
export function readBranches(
  statement: BranchedStatement,
  report: (diagnostic: Diagnostic) => void,
): Branches | undefined {
  const { source, dialect, tokens } = statement;
  const comments = tokens.filter(({ kind }) => kind === 'line-comment' || kind === 'block-comment');
  // Most statements have no comment at all, and most comments no "@".
  if (!comments.some(({ start, end }) => source.text.slice(start, end).includes('@'))) return undefined;
  let failed = false;
  const fail = (offset: number, message: string, hint?: string): void => {
    failed = true;
    report({ severity: 'error', source, offset, message, hint });
  };
  const directives = comments.flatMap((token) => readDirective(source.text, token) ?? []);
  const misses = comments.flatMap((token) => readNearMiss(source.text, token, directives.length > 0) ?? []);
  for (const miss of misses) report(nearMiss(source, miss, directives.length > 0));
  // What is misspelt would only be missed below.
  if (directives.length === 0 || misses.length > 0) return undefined;
  checkCardinality(statement, directives, fail);
  checkUnits(statement, directives, fail);
  const code = tokens.filter((token) => !comments.includes(token));
  const roots = parseBranches(source.text, dialect, directives, code, fail);
  if (failed) return undefined;
  const args = readArguments(statement, roots, (diagnostic) => {
    failed ||= diagnostic.severity === 'error';
    report(diagnostic);
  });
  for (const { arm, argument } of failed ? [] : findUnreachable(roots, args)) {
    const first = code.find(({ start, end }) => start >= arm.span.start && end <= arm.span.end);
    if (first !== undefined)
      fail(first.start, `this is never sent: nothing that "${argument.name}" may be leads here`, 'Take it out.');
  }
  return {
    roots,
    comments: directives.map(({ token }) => ({ start: token.start, end: token.end })),
    arguments: args,
  };
}

/** What resembles a directive is a mistake where there are others, and may be one where there is none. */
function nearMiss(source: SourceText, { at, word, meant }: NearMiss, among: boolean): Diagnostic {
  const rest = meant === 'end' || meant === 'else' ? '' : ' …';
  return {
    severity: among ? 'error' : 'warning',
    source,
    offset: at,
    message: among ? `there is no "@${word}"` : `"@${word}" in a comment makes no branch`,
    hint: `Did you mean "-- @${meant}${rest}"?`,
  };
}

/** These are one statement for all their items. */
const ONE_STATEMENT: readonly (Cardinality | undefined)[] = ['copyfrom', 'batchexec', 'batchmany', 'batchone'];

function checkCardinality(
  { cardinality }: BranchedStatement,
  [first]: readonly Directive[],
  fail: (offset: number, message: string, hint?: string) => void,
): void {
  if (first !== undefined && ONE_STATEMENT.includes(cardinality))
    fail(
      first.token.start,
      `":${cardinality ?? ''}" is one statement for all its items, and with branches it would be several`,
      'Write a query for each text.',
    );
}

function checkUnits(
  { parameters, units }: BranchedStatement,
  directives: readonly Directive[],
  fail: (offset: number, message: string, hint?: string) => void,
): void {
  for (const unit of [...units, ...parameters.flatMap(({ uses }) => uses)]) {
    const inside = directives.find(({ token }) => unit.start < token.start && token.end < unit.end);
    if (inside !== undefined)
      fail(inside.token.start, `"@${inside.word}" stands within a parameter`, 'Put it before or behind.');
  }
}
