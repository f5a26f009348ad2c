import type { Json } from '@kongflow/protocol';
import { CliError } from '../../errors.ts';
import type { SecretDocument } from './secret-document.ts';

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const plainValue = /^[A-Za-z0-9_./:@%+,=-]+$/;

/**
 * Writes secrets as `NAME=value` lines, which `util.parseEnv` of Node reads back; values that are no texts as JSON.
 * @throws {CliError} `CONFLICT` naming the secrets that the format cannot hold
 */
export function formatDotenv(secrets: SecretDocument): string {
  const badNames = [...secrets.keys()].filter((name) => !variableName.test(name));
  if (badNames.length > 0) {
    throw new CliError(
      'CONFLICT',
      `These keys are no names of variables: ${list(badNames)}.\nChoose others with --prefix, which is taken off the names, or export them with --format json.`,
    );
  }
  const lines = [...secrets].map(([name, value]) => ({ name, quoted: quote(textOf(value)) }));
  const badValues = lines.flatMap(({ name, quoted }) => (quoted === null ? [name] : []));
  if (badValues.length > 0) {
    throw new CliError(
      'CONFLICT',
      `These values hold what dotenv cannot: a carriage return, or all kinds of quotes at once: ${list(badValues)}.\nExport them with --format json.`,
    );
  }
  return lines.map(({ name, quoted }) => `${name}=${quoted ?? ''}\n`).join('');
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Single quotes first: they are literal to shells too. Double quotes turn \n into a line break and know no other escape.
 * Every parser drops or changes carriage returns.
 */
function quote(text: string): string | null {
  if (text.includes('\r')) return null;
  if (plainValue.test(text)) return text;
  if (!text.includes("'")) return `'${text}'`;
  if (!/["\\$`]/.test(text)) return `"${text}"`;
  if (!text.includes('`')) return `\`${text}\``;
  return text.includes('"') || text.includes('\\n') ? null : `"${text}"`;
}

// export NAME = value; the value is looked at by itself.
const assignment = /(?:export +)?([\w.-]+)[ \t]*=[ \t]*/y;
const bareValue = /[^\n#]*/y;
const restOfLine = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const indent = /[ \t]*/y;

/**
 * Reads `NAME=value` lines as `util.parseEnv` of Node does, but refuses what that passes over in silence.
 * @throws {CliError} `INVALID_FILE` with the line, never with its text
 */
export function parseDotenv(source: string): ReadonlyMap<string, string> {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const secrets = new Map<string, string>();
  let position = 0;
  const fail = (what: string): never => {
    throw new CliError('INVALID_FILE', `Line ${text.slice(0, position).split('\n').length} of the file ${what}.`);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    if (found !== null) position = pattern.lastIndex;
    return found;
  };
  while (position < text.length) {
    if (match(restOfLine) !== null) continue;
    match(indent);
    const name = match(assignment)?.[1] ?? fail('is neither NAME=value nor a comment');
    if (secrets.has(name)) fail(`sets ${name} again; keep one of the two`);
    const quoteMark = text.charAt(position);
    if (quoteMark !== '' && '"\'`'.includes(quoteMark)) {
      const end = text.indexOf(quoteMark, position + 1);
      if (end === -1) fail(`begins a value with a quote that is not closed (${name})`);
      const body = text.slice(position + 1, end);
      if (body.includes('\r')) fail(`begins a value with a carriage return in it (${name})`);
      secrets.set(name, quoteMark === '"' ? body.replaceAll('\\n', '\n') : body);
      position = end + 1;
    } else {
      const [value = ''] = match(bareValue) ?? [];
      if (value.includes('\r')) fail(`has a carriage return in its value (${name})`);
      // A comment to Node, a part of the value to shells and Docker: half a password would be stored in silence.
      if (text.charAt(position) === '#' && !/[ \t]/.test(text.charAt(position - 1))) {
        fail(
          `has a # right behind = or a value without quotes (${name}): quote the value, or put a space before the #`,
        );
      }
      secrets.set(name, value.replace(/[ \t]+$/, ''));
    }
    if (match(restOfLine) === null) fail(`has text behind the closing quote (${name})`);
  }
  return secrets;
}
