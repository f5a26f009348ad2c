/** Where a text stops being JSON, and what is wrong there. */
export interface JsonError {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

const TOKEN =
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)|[{}[\],:]/uy;
const SPACE = /[ \t\r\n]*/y;
/** What is pointed at where nothing of JSON begins. */
const STRAY = /\/\/|\/\*|[\w$]+|./suy;

type Expected = 'value' | 'element' | 'key' | 'later key' | 'colon' | 'separator';

const EXPECTED: Readonly<Record<Expected, string>> = {
  value: 'a value',
  element: 'a value or "]"',
  key: 'a key in double quotes, or "}"',
  'later key': 'a key in double quotes',
  colon: '":"',
  separator: '","',
};

/** Looks for what JSON.parse does not give the place of. Undefined where the text is JSON. */
export function findJsonError(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let before = '';
  let offset = skip(text, 0);
  for (; offset < text.length; offset = skip(text, offset)) {
    const isDone: boolean = expected === 'separator' && open.length === 0;
    const token = match(TOKEN, text, offset);
    const next: Expected | undefined = token === undefined || isDone ? undefined : follow(token, expected, open);
    if (token === undefined || next === undefined)
      return unexpected(text, offset, isDone ? undefined : expected, before);
    expected = next;
    before = token;
    offset += token.length;
  }
  if (expected === 'separator' && open.length === 0) return undefined;
  const closing = open.at(-1) === '{' ? '"}"' : '"]"';
  const missing = expected === 'separator' ? closing : EXPECTED[expected];
  return { offset: text.trimEnd().length, message: `the file ends where ${missing} is expected` };
}

/** What may come behind a token; undefined where the token itself may not come. */
function follow(token: string, expected: Expected, open: ('{' | '[')[]): Expected | undefined {
  switch (expected) {
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'key':
    case 'later key':
      if (token === '}' && expected === 'key') return close(open);
      return token.startsWith('"') ? 'colon' : undefined;
    case 'separator':
      if (token === ',') return open.at(-1) === '{' ? 'later key' : 'value';
      return token === (open.at(-1) === '{' ? '}' : ']') ? close(open) : undefined;
    case 'value':
    case 'element':
    default:
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'key' : 'element';
      }
      if (token === ']' && expected === 'element') return close(open);
      return /^[}\],:]$/.test(token) ? undefined : 'separator';
  }
}

function close(open: ('{' | '[')[]): Expected {
  open.pop();
  return 'separator';
}

function unexpected(text: string, offset: number, expected: Expected | undefined, before: string): JsonError {
  const found = match(STRAY, text, offset) ?? '';
  const wanted = expected === undefined ? 'the end of the file' : EXPECTED[expected];
  if (found === '//' || found === '/*') return { offset, message: 'a comment, which JSON has not' };
  if (found === "'") return { offset, message: `${wanted} is expected`, hint: 'JSON has double quotes only.' };
  if (found === '"' && match(TOKEN, text, offset) === undefined)
    return { offset, message: 'this string does not end, or has what JSON writes as an escape' };
  if (before === ',' && (found === '}' || found === ']'))
    return { offset: text.lastIndexOf(',', offset), message: `a comma before "${found}", where JSON has none` };
  return { offset, message: `${wanted} is expected, not "${found}"` };
}

function skip(text: string, offset: number): number {
  return offset + (match(SPACE, text, offset)?.length ?? 0);
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
