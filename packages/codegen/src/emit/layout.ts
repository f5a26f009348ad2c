/** Longest line of generated code, where it can be broken. */
export const WIDTH = 120;

/** A list in brackets: on one line where it fits, else one entry a line. */
export function bracketed(
  before: string,
  open: string,
  entries: readonly string[],
  close: string,
  after: string,
  indent = '',
): string {
  const spaced = open === '{' && entries.length > 0 ? ' ' : '';
  const single = `${indent}${before}${open}${spaced}${entries.join(', ')}${spaced}${close}${after}`;
  if (single.length <= WIDTH || entries.length === 0) return single;
  return [
    `${indent}${before}${open}`,
    ...entries.map((entry) => `${indent}  ${entry},`),
    `${indent}${close}${after}`,
  ].join('\n');
}

/** A doc comment, or nothing for no text. */
export function docComment(lines: readonly string[], indent = ''): string {
  const safe = trimBlank(lines.flatMap((line) => line.split('\n'))).map((line) =>
    line.replaceAll('*/', '*\\/').trimEnd(),
  );
  const [first, ...rest] = safe;
  if (first === undefined) return '';
  if (rest.length === 0) return `${indent}/** ${first} */\n`;
  return [
    `${indent}/**`,
    ...safe.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`),
    `${indent} */`,
    '',
  ].join('\n');
}

function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** A template literal. */
export function templateLiteral(text: string): string {
  return `\`${text.replaceAll(/[`\\]|\$(?=\{)/g, String.raw`\$&`)}\``;
}

/** A type as the element of an array type. */
export function arrayOf(type: string): string {
  return /^[\p{ID_Continue}.$]+(?:<[^<>]*>)?(?:\[\])*$/u.test(type) ? `${type}[]` : `(${type})[]`;
}

/** A type with null. */
export function orNull(type: string, nullable: boolean): string {
  return nullable ? `${type} | null` : type;
}
