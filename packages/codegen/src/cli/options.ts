import { parseArgs } from 'node:util';
import { CodegenError } from '../errors.ts';
import type { RunOptions } from '../run.ts';
import { closest } from '../suggest/closest.ts';
import { COMMANDS, COMMAND_NAMES, isCommand, isOption, type Command } from './commands.ts';
import { FORMATS, type Format } from './format.ts';
import type { PrintOptions } from './print.ts';

/** A command with what was said to it. */
export interface CommandCall {
  readonly command: Command;
  /** The words behind the command. */
  readonly operands: readonly string[];
  readonly options: RunOptions;
  /** `--with`: the arguments that choose one text of a query with branches. */
  readonly chosen: string | undefined;
  readonly print: PrintOptions;
}

/** What the command line asks for. */
export type CommandLine =
  | { readonly command: 'help'; readonly of: Command | undefined }
  | { readonly command: 'version' }
  | CommandCall;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line.
 * @throws {CodegenError} `USAGE`
 */
export function readCommandLine(args: readonly string[], env: Environment): CommandLine {
  const { values, positionals } = parse(args);
  const [word, ...operands] = positionals[0] === 'help' ? positionals.slice(1) : positionals;
  const command = word !== undefined && isCommand(word) ? word : undefined;
  if (values.help === true || positionals[0] === 'help') return { command: 'help', of: command };
  if (values.version === true) return { command: 'version' };
  if (command === undefined) {
    const said = word === undefined ? '' : `, not "${positionals.join(' ')}"`;
    const meant = word === undefined ? undefined : closest(word, COMMAND_NAMES);
    const help = meant === undefined ? '--help shows the options' : `did you mean "${meant}"?`;
    throw new CodegenError('USAGE', `say ${listOf(COMMAND_NAMES)}${said}; ${help}`);
  }
  checkOperands(command, operands);
  checkOptions(command, Object.keys(values));
  const databaseUrl = values['database-url'] ?? env['KONGFLOW_CODEGEN_DATABASE_URL'];
  return {
    command,
    operands,
    options: {
      ...(values.config === undefined ? {} : { config: values.config }),
      ...(values.package === undefined ? {} : { packages: values.package }),
      ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    },
    chosen: values.with,
    print: printOptions(readFormat(values.format, env), values.config, env),
  };
}

/** How to say what is wrong with a command line that cannot be read: as it asks for, if that much can be seen. */
export function readPrintOptions(args: readonly string[], env: Environment): PrintOptions {
  const { values } = parseArgs({ args: [...args], strict: false, options: { format: { type: 'string' } } });
  const format = FORMATS.find((known) => known === values.format);
  return printOptions(format ?? readFormat(undefined, env), undefined, env);
}

function printOptions(format: Format, config: string | undefined, env: Environment): PrintOptions {
  return {
    format,
    config: config ?? 'pgtyped.config.json',
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
  };
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { operand } = COMMANDS[command];
  if (operands.length === (operand === undefined ? 0 : 1)) return;
  const needed =
    operand === undefined
      ? `"${command}" has nothing behind it, not "${operands.join(' ')}"`
      : `"${command}" needs ${operand.meaning}`;
  throw new CodegenError('USAGE', needed);
}

function checkOptions(command: Command, names: readonly string[]): void {
  const { options } = COMMANDS[command];
  const other = names.filter(isOption).find((name) => !options.includes(name));
  if (other === undefined) return;
  const takers = COMMAND_NAMES.filter((name) => isCommand(name) && COMMANDS[name].options.includes(other));
  throw new CodegenError('USAGE', `--${other} is for ${listOf(takers)}, not for "${command}"`);
}

function readFormat(asked: string | undefined, env: Environment): Format {
  if (asked === undefined) return env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text';
  const format = FORMATS.find((known) => known === asked);
  if (format === undefined) throw new CodegenError('USAGE', `--format is one of ${FORMATS.join(', ')}, not "${asked}"`);
  return format;
}

function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

const OPTIONS = {
  config: { type: 'string' },
  package: { type: 'string', multiple: true },
  'database-url': { type: 'string' },
  format: { type: 'string' },
  with: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

function parse(args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: OPTIONS,
  });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(OPTIONS, token.name)) continue;
    const meant = closest(token.name, Object.keys(OPTIONS));
    const help = meant === undefined ? '--help shows the options' : `did you mean --${meant}?`;
    throw new CodegenError('USAGE', `there is no option ${token.rawName}; ${help}`);
  }
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (cause) {
    // Node's own words are about values: one that is missing, or begins with a dash.
    const [said = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new CodegenError('USAGE', `${said.replace(/\.$/, '')}; --help shows the options`, { cause });
  }
}
