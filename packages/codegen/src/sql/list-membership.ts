import type { Replacement } from './source-query.ts';
import type { Token } from './tokenize.ts';

/**
 * `IN` or `NOT IN` before a list, whose text would depend on how many there are, as what it is of an array.
 * @param index of what is behind `IN`
 * @param end where the array begins
 * @returns nothing where no `IN` is
 */
export function listMembership(
  text: string,
  tokens: readonly Token[],
  index: number,
  end: number,
): Replacement | undefined {
  const isWord = (at: number, word: string): boolean => {
    const token = tokens[at];
    return token?.kind === 'word' && text.slice(token.start, token.end).toUpperCase() === word;
  };
  if (!isWord(index - 1, 'IN')) return undefined;
  const isNot = isWord(index - 2, 'NOT');
  const first = tokens[index - (isNot ? 2 : 1)];
  return first && { span: { start: first.start, end }, text: isNot ? '<> ALL (' : '= ANY (' };
}
