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
  if (isJson(value)) return value;
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
  for (const [token, colon] of text.matchAll(/[{}[\]]|"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && colon !== undefined) {
      const name = String(JSON.parse(token.slice(0, -colon.length)));
      (seen.has(name) ? repeated : seen).add(name);
    }
  }
  return [...repeated];
}
