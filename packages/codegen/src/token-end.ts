/** What a reader takes for one thing: a dotted name, a parameter, a string, an operator. */
const TOKEN = new RegExp(
  [
    String.raw`(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\n]|"")*")(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\n]|"")*"))*`,
    String.raw`[:@$][\p{L}\p{N}_]+[!?]?`,
    String.raw`'(?:[^'\n]|'')*'`,
    String.raw`[\p{N}.]+`,
    String.raw`[+\-*/<>=~!@#%^&|?:]+`,
  ].join('|'),
  'yu',
);

/** Where the token that begins at an offset ends, at the latest with its line. */
export function tokenEnd(text: string, offset: number): number {
  TOKEN.lastIndex = offset;
  if (TOKEN.test(text)) return TOKEN.lastIndex;
  const character = text.codePointAt(offset);
  return character === undefined || character === 0x0a ? offset : offset + String.fromCodePoint(character).length;
}
