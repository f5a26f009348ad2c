import { closest } from '../../suggest/closest.ts';
import type { Token } from '../tokenize.ts';

/** What a comment may begin with to make a branch. */
export const DIRECTIVES = ['if', 'else', 'switch', 'case', 'end'] as const;
export type DirectiveWord = (typeof DIRECTIVES)[number];

/** A comment that makes a branch. */
export interface Directive {
  readonly token: Token;
  readonly word: DirectiveWord;
  /** The words behind it. */
  readonly operands: readonly { readonly text: string; readonly at: number }[];
}

/** A comment that looks as if it were to make one. */
export interface NearMiss {
  /** Offset of the `@`. */
  readonly at: number;
  readonly word: string;
  readonly meant: DirectiveWord;
}

const SHAPE = /^(?:--|\/\*)[ \t\r\n]*@(\w+)/;

/** What other languages call it. */
const FOREIGN: ReadonlyMap<string, DirectiveWord> = new Map([
  ['endif', 'end'],
  ['endswitch', 'end'],
  ['fi', 'end'],
  ['elif', 'else'],
  ['elseif', 'else'],
  ['elsif', 'else'],
  ['default', 'else'],
  ['otherwise', 'else'],
  ['when', 'case'],
  ['unless', 'if'],
]);

/** Words that mean nothing else, even where no other directive is. */
const UNMISTAKABLE = new Set(['endif', 'endswitch', 'elif', 'elseif', 'elsif', 'iff', 'swich', 'swtich', 'switsh']);

/** Whether a comment makes a branch. */
export function isBranchDirective(comment: string): boolean {
  const word = SHAPE.exec(comment)?.[1];
  return DIRECTIVES.some((known) => known === word);
}

/** Reads a comment as a directive; nothing for any other. */
export function readDirective(text: string, token: Token): Directive | undefined {
  const comment = text.slice(token.start, token.end);
  const match = SHAPE.exec(comment);
  const word = DIRECTIVES.find((known) => known === match?.[1]);
  if (match === null || word === undefined) return undefined;
  const rest = comment.slice(match[0].length).replace(token.kind === 'block-comment' ? /\*\/$/ : /$/, '');
  const from = token.start + match[0].length;
  const operands = [...rest.matchAll(/\S+/g)].map((found) => ({ text: found[0], at: from + found.index }));
  return { token, word, operands };
}

/**
 * Reads a comment as one that was meant to be a directive.
 * @param among whether there are directives around it: then what resembles one is no documentation
 */
export function readNearMiss(text: string, token: Token, among: boolean): NearMiss | undefined {
  const comment = text.slice(token.start, token.end);
  const match = SHAPE.exec(comment);
  const word = match?.[1];
  if (match === null || word === undefined || DIRECTIVES.some((known) => known === word)) return undefined;
  const lower = word.toLowerCase();
  const near = FOREIGN.get(lower) ?? closest(word, DIRECTIVES);
  const meant = DIRECTIVES.find((known) => known === near);
  if (meant === undefined || (!among && meant !== lower && !UNMISTAKABLE.has(lower))) return undefined;
  return { at: token.start + match[0].length - word.length - 1, word, meant };
}
