/** A blank in the place of a text: every place behind it, in UTF-16 units, stays. */
export function blank(text: string): string {
  // Not by letters: one that takes two units needs two blanks.
  return text.replaceAll(/[^\r\n]/g, ' ');
}
