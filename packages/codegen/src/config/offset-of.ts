/** A JSON token: a string, a bracket, or what stands between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Where a key, or an element of a list, begins in a JSON text: `['codegen', 'rename', 'people']`, `['transforms', 0]`.
 * 0 where there is none.
 */
export function offsetOf(text: string, wanted: readonly (string | number)[]): number {
  const path: (string | number)[] = [];
  let isKey = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const inList = typeof path.at(-1) === 'number';
    if (isKey && token.startsWith('"')) path[path.length - 1] = String(JSON.parse(token));
    // Of a list each element begins with its first token; of an object each entry with its key.
    const begins = isKey ? token.startsWith('"') : inList && ![',', ']'].includes(token);
    if (begins && path.length === wanted.length && path.every((step, at) => step === wanted[at])) return index;
    isKey = token === '{' || (token === ',' && !inList);
    if (token === '{') path.push('');
    else if (token === '[') path.push(0);
    else if (token === '}' || token === ']') path.pop();
    else if (token === ',' && inList) path[path.length - 1] = Number(path.at(-1)) + 1;
  }
  return 0;
}

/** Where the value of a key, or an element of a list, begins: of the nearest place above it that is there. */
export function valueOffsetOf(text: string, wanted: readonly (string | number)[]): number {
  for (let length = wanted.length; length > 0; length--) {
    const offset = offsetOf(text, wanted.slice(0, length));
    if (offset === 0) continue;
    const key = typeof wanted[length - 1] === 'string' ? /^"(?:[^"\\]|\\.)*"\s*:\s*/.exec(text.slice(offset)) : null;
    return offset + (key?.[0].length ?? 0);
  }
  return text.length - text.trimStart().length;
}
