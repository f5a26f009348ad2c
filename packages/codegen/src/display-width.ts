/** What a terminal gives two cells: emoji, and the scripts of East Asia. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** What it gives none. */
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * White space as wide as a text, to put a caret behind it. Tabs stay tabs: the caret stands under its token whatever
 * the terminal makes of them.
 */
export function blankOf(text: string): string {
  // Made when it is needed: it takes as long as the rest of a small module.
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return [...graphemes.segment(text)]
    .map(({ segment }) => (segment === '\t' ? '\t' : INVISIBLE.test(segment) ? '' : WIDE.test(segment) ? '  ' : ' '))
    .join('');
}
