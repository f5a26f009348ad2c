import type { Token } from '../tokenize.ts';

/** What sqlc understands between `sqlc.` and the parentheses. */
export const MACROS = ['arg', 'narg', 'slice', 'embed'] as const;
export type MacroName = (typeof MACROS)[number];

/** A call of one of sqlc's functions, as its tokens stand. */
export interface MacroCall {
  /** As written, in lower case: perhaps none of those that there are. */
  readonly name: string;
  readonly nameAt: number;
  readonly start: number;
  readonly end: number;
  /** Index of the token behind the closing parenthesis. */
  readonly next: number;
  readonly args: readonly Token[];
}

/** The call that begins at a token, if `sqlc.name(` stands there. */
export function readMacro(text: string, tokens: readonly Token[], index: number): MacroCall | undefined {
  const word = (at: number): string => {
    const token = tokens[at];
    return token === undefined ? '' : text.slice(token.start, token.end);
  };
  const [first, , name] = tokens.slice(index, index + 3);
  if (first?.kind !== 'word' || word(index).toLowerCase() !== 'sqlc' || word(index - 1) === '.') return undefined;
  if (word(index + 1) !== '.' || name?.kind !== 'word' || word(index + 3) !== '(') return undefined;
  let depth = 0;
  for (let at = index + 3; at < tokens.length; at++) {
    if (word(at) === '(') depth++;
    else if (word(at) === ')') depth--;
    if (depth > 0) continue;
    const end = tokens[at]?.end ?? first.end;
    const args = tokens.slice(index + 4, at);
    return { name: word(index + 2).toLowerCase(), nameAt: name.start, start: first.start, end, next: at + 1, args };
  }
  return undefined;
}

/** The name in the parentheses: `sqlc.arg(name)`, `sqlc.arg('name')`; nothing for anything else. */
export function argumentName(text: string, { args }: MacroCall): string | undefined {
  const [only, ...others] = args;
  if (only === undefined || others.length > 0) return undefined;
  const written = text.slice(only.start, only.end);
  if (only.kind === 'word') return written;
  if (only.kind === 'quoted') return written.slice(1, -1).replaceAll('""', '"');
  return only.kind === 'string' && written.startsWith("'") ? written.slice(1, -1).replaceAll("''", "'") : undefined;
}
