/**
 * Adds an entry to the array under a key of a JSON text, comments and layout of the rest staying as they are.
 * @returns nothing when there is no such array
 */
export function appendToArray(json: string, key: string, entry: unknown): string | undefined {
  const blank = blankComments(json);
  const start = new RegExp(`"${key}"\\s*:\\s*\\[`).exec(blank);
  if (start === null) return undefined;
  const open = start.index + start[0].length;
  const close = closingBracket(blank, open);
  if (close === undefined) return undefined;
  const inside = blank.slice(open, close);
  const last = open + inside.trimEnd().length;
  const indent = /^[ \t]*/.exec(json.slice(json.lastIndexOf('\n', start.index) + 1))?.[0] ?? '';
  const step = indent === '' ? '  ' : indent;
  const text = jsonText(entry, step).replaceAll('\n', `\n${indent}${step}`);
  const comma = inside.trim() === '' || inside.trimEnd().endsWith(',') ? '' : ',';
  const comments = json.slice(last, close).trimEnd();
  return `${json.slice(0, last)}${comma}${comments}\n${indent}${step}${text}\n${indent}${json.slice(close)}`;
}

/** Comments as spaces, so that offsets stay; strings are left alone. */
function blankComments(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (found) =>
    found.startsWith('"') ? found : found.replaceAll(/[^\n]/g, ' '),
  );
}

function closingBracket(json: string, open: number): number | undefined {
  let depth = 1;
  for (const { 0: token, index } of json.slice(open).matchAll(/"(?:[^"\\]|\\.)*"|[[\]]/g)) {
    if (token === '[') depth += 1;
    if (token === ']') depth -= 1;
    if (depth === 0) return open + index;
  }
  return undefined;
}

/** A value as JSON, lists of one text on one line, as formatters have them. */
export function jsonText(value: unknown, indent: string): string {
  return JSON.stringify(value, null, indent).replaceAll(/\[\n\s*("[^"\n]*")\n\s*\]/g, '[$1]');
}
