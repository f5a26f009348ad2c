import { findJsonProblem, formatPath, isJson, type Json } from '@kongflow/protocol';
import { CliError } from '../../errors.ts';
import type { SecretDocument } from './secret-document.ts';

/** Writes secrets as one JSON object, indented. */
export function formatJson(secrets: SecretDocument): string {
  return `${JSON.stringify(Object.fromEntries(secrets), null, 2)}\n`;
}

/**
 * Reads one JSON object of secrets by name.
 * @throws {CliError} `INVALID_FILE` when it is no JSON object, or holds a name twice or what cannot be stored
 */
export function parseJsonDocument(text: string): SecretDocument {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError('INVALID_FILE', 'The file must hold one JSON object: { "key": value, … }.');
  }
  const repeated = repeatedNames(text);
  if (repeated.length > 0) {
    throw new CliError(
      'INVALID_FILE',
      `These names stand twice in the file; keep one of each: ${repeated.join(', ')}.`,
    );
  }
  return new Map(Object.entries(value));
}

/**
 * Reads JSON that can be stored.
 * @throws {CliError} `INVALID_FILE` with the place; never with the text around it, as V8's own message has it
 */
export function parseJson(text: string): Json {
  const value = parse(text);
  if (isJson(value)) {
    refuseRoundedNumbers(text);
    return value;
  }
  const problem = findJsonProblem(value);
  const place = problem === null || problem.path.length === 0 ? 'The value' : `"${formatPath(problem.path)}"`;
  throw new CliError('INVALID_FILE', `${place} ${problem?.message ?? 'cannot be stored'}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    // Without the error as its cause: it quotes the text.
    // eslint-disable-next-line preserve-caught-error
    throw new CliError(
      'INVALID_FILE',
      `The input is not JSON${position === undefined ? '' : lineOf(text, Number(position))}.`,
    );
  }
}

function lineOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** JSON.parse keeps the last of two members with one name: of two passwords, one would be lost in silence. */
function repeatedNames(text: string): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let depth = 0;
  for (const token of jsonTokens(text)) {
    if (token.text === '{' || token.text === '[') depth += 1;
    else if (token.text === '}' || token.text === ']') depth -= 1;
    else if (depth === 1 && token.isName) {
      const name = String(JSON.parse(token.text));
      (seen.has(name) ? repeated : seen).add(name);
    }
  }
  return [...repeated];
}

/** JSON.parse rounds numbers to 53 bits: of a long account number, the last digits would be changed in silence. */
function refuseRoundedNumbers(text: string): void {
  for (const token of jsonTokens(text)) {
    if (!/^[-\d]/.test(token.text) || isExact(token.text)) continue;
    const position = lineOf(text, token.position);
    throw new CliError('INVALID_FILE', `A number has more digits than JSON keeps${position}. Write it as a text.`);
  }
}

/** Whether a number of JSON says the same when it is written again. */
function isExact(number: string): boolean {
  return number.length <= 15 && !/[eE]/.test(number)
    ? true
    : normalizedNumber(number) === normalizedNumber(String(Number(number)));
}

/** Digits without zeros at either end, and the power of ten behind them. */
function normalizedNumber(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}

interface JsonToken {
  /** A bracket, a text with its quotes, or a number. */
  readonly text: string;
  readonly position: number;
  /** It is a text, and that the name of a member. */
  readonly isName: boolean;
}

/** The tokens of a text that is JSON; by hand, as a pattern for texts of megabytes overflows its stack. */
function* jsonTokens(text: string): Generator<JsonToken, void, undefined> {
  const start = /[{}[\]"]|-?\d[\d.eE+-]*/g;
  const colon = /\s*:/y;
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const { index: position } = found;
    if (found[0] !== '"') {
      yield { text: found[0], position, isName: false };
      continue;
    }
    let end = position + 1;
    while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
    start.lastIndex = end + 1;
    colon.lastIndex = end + 1;
    yield { text: text.slice(position, end + 1), position, isName: colon.test(text) };
  }
}
