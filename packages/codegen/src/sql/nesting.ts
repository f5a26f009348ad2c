/**
 * How many parentheses each token stands in; the parentheses themselves stand outside.
 * @param words the text of each token that is a word or a symbol
 */
export function nesting(words: readonly string[]): number[] {
  let depth = 0;
  return words.map((word) => {
    if (word === ')') depth--;
    return word === '(' ? depth++ : depth;
  });
}
