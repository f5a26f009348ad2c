/** PostgreSQL's text formats of arrays and of rows, read and written. They know nothing of types: elements are text. */

/** The elements of an array literal, nested as deep as it has dimensions. */
export type Elements = (string | null | Elements)[];

/** What an element or a field without quotes ends at. */
const ARRAY_STOP = /[,;{}"\\\s]/;

/**
 * Reads an array literal: `{a,"b \"c",NULL}`, `{{1},{2}}`, `[0:1]={a,b}`. The bounds are not kept.
 * @param delimiter what stands between elements: a semicolon for `box`, a comma for every other type
 */
export function parseArray(literal: string, delimiter = ','): Elements {
  const root: Elements = [];
  const open: Elements[] = [];
  let index = literal.indexOf('{');
  while (index < literal.length) {
    const character = literal[index] ?? '';
    const current = open.at(-1) ?? root;
    if (character === '{') {
      const inner: Elements = open.length === 0 ? root : [];
      if (inner !== root) current.push(inner);
      open.push(inner);
      index++;
    } else if (character === '}') {
      open.pop();
      index++;
    } else if (character === delimiter) {
      index++;
    } else if (character === '"') {
      const { text, end } = readQuoted(literal, index);
      current.push(text);
      index = end;
    } else {
      const start = index;
      while (index < literal.length && literal[index] !== delimiter && literal[index] !== '}') index++;
      const bare = literal.slice(start, index);
      current.push(bare === 'NULL' ? null : bare);
    }
  }
  return root;
}

/** From a quote to behind the one that closes it: a backslash escapes, and a doubled quote is one. */
function readQuoted(literal: string, start: number): { text: string; end: number } {
  let text = '';
  let from = start + 1;
  for (let index = from; index < literal.length; index++) {
    const character = literal[index];
    if (character === '\\' || (character === '"' && literal[index + 1] === '"')) {
      text += literal.slice(from, index);
      from = index + 1;
      index++;
    } else if (character === '"') {
      return { text: text + literal.slice(from, index), end: index + 1 };
    }
  }
  return { text: text + literal.slice(from), end: literal.length };
}

/** Reads a row: `(1,"a ""b",,"")`. A field without a character is null, one of two quotes is empty. */
export function parseRecord(literal: string): (string | null)[] {
  const fields: (string | null)[] = [];
  let index = 1;
  while (index < literal.length) {
    let field: string | null = null;
    while (index < literal.length - 1 && literal[index] !== ',') {
      const quoted = literal[index] === '"';
      const { text, end } = quoted ? readQuoted(literal, index) : readBare(literal, index);
      field = (field ?? '') + text;
      index = end;
    }
    fields.push(field);
    index++;
  }
  return fields;
}

function readBare(literal: string, start: number): { text: string; end: number } {
  let end = start;
  while (end < literal.length - 1 && literal[end] !== ',' && literal[end] !== '"') end++;
  return { text: literal.slice(start, end), end };
}

/** Writes an array literal. */
export function writeArray(
  elements: readonly unknown[],
  write: (element: unknown) => string | null,
  delimiter = ',',
): string {
  const parts = elements.map((element) => {
    if (Array.isArray(element)) return writeArray(element, write, delimiter);
    const text = write(element);
    if (text === null) return 'NULL';
    const plain = text !== '' && text.toUpperCase() !== 'NULL' && !ARRAY_STOP.test(text);
    return plain ? text : quoted(text);
  });
  return `{${parts.join(delimiter)}}`;
}

const SPECIAL = /["\\]/;
const EVERY_SPECIAL = /["\\]/g;

/** An element in quotes, as any text may be written. Most have nothing to escape: looking costs less than replacing. */
export function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll(EVERY_SPECIAL, String.raw`\$&`)}"` : `"${text}"`;
}

/** Writes a row. */
export function writeRecord(fields: readonly (string | null)[]): string {
  return `(${fields.map((text) => (text === null ? '' : `"${text.replaceAll(/["\\]/g, '$&$&')}"`)).join(',')})`;
}
