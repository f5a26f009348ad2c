import { parseArgs } from 'node:util';
import { CodegenError } from '../errors.ts';
import type { RunOptions } from '../run.ts';
import { closest } from '../suggest/closest.ts';
import { FORMATS, type Format } from './format.ts';
import type { PrintOptions } from './print.ts';

/** The commands, and how many words each takes. */
const COMMANDS = { generate: 0, check: 0, watch: 0, vet: 0, explain: 1, init: 0, new: 1 } as const;
export type Command = keyof typeof COMMANDS;

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
export type CommandLine = { readonly command: 'help' | 'version' } | CommandCall;

export const HELP = `kongflow-codegen: .sql files to typed TypeScript

Usage
  kongflow-codegen generate   write the code of all packages
  kongflow-codegen check      write nothing; fail when the code is not what the queries generate
  kongflow-codegen watch      generate, and again whenever a query or a migration changes
  kongflow-codegen vet        look for what compiles and is still a mistake
  kongflow-codegen explain <query>
                              its plan, and where its types come from
  kongflow-codegen init       set up this folder: config, first migration and query, npm scripts
  kongflow-codegen new <service>
                              a package for a service: migration, queries, sources, tests

Options
  --config <file>        config file (default pgtyped.config.json)
  --package <folder>     only this package; may be given several times
  --database-url <url>   server to create a scratch database on, PostgreSQL 16 or newer
                         (default $KONGFLOW_CODEGEN_DATABASE_URL, else an embedded server);
                         with "schema": { "database": true }, the database to look at
  --with <arguments>     explain: only this text of a query with branches, such as
                         "title, order = newest"
  --format <format>      text, json or github (default text; github where GITHUB_ACTIONS is set)
  --help, --version

Exit status
  0  done, or nothing to do
  1  errors in queries, or (check) code that is not up to date, or (vet) findings that are errors
  2  wrong usage or configuration, failing migrations, or no database
`;

/**
 * Reads the command line.
 * @throws {CodegenError} `USAGE`
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { values, positionals } = parse(args);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [word, ...operands] = positionals;
  const command = word !== undefined && isCommand(word) ? word : undefined;
  if (command === undefined || operands.length !== COMMANDS[command]) {
    if (command === 'explain') throw new CodegenError('USAGE', '"explain" needs the name of one query');
    if (command === 'new') throw new CodegenError('USAGE', '"new" needs the name of one service');
    const said = word === undefined ? '' : `, not "${positionals.join(' ')}"`;
    const meant = word === undefined || isCommand(word) ? undefined : closest(word, Object.keys(COMMANDS));
    const help = meant === undefined ? '--help shows the options' : `did you mean "${meant}"?`;
    throw new CodegenError('USAGE', `say ${listOf(Object.keys(COMMANDS))}${said}; ${help}`);
  }
  if (values.with !== undefined && command !== 'explain')
    throw new CodegenError('USAGE', `--with is for "explain", not for "${command}"`);
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
    print: {
      format: readFormat(values.format, env),
      config: values.config ?? 'pgtyped.config.json',
      workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    },
  };
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(COMMANDS, word);
}

function readFormat(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Format {
  if (asked === undefined) return env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text';
  const format = FORMATS.find((known) => known === asked);
  if (format === undefined) throw new CodegenError('USAGE', `--format is one of ${FORMATS.join(', ')}, not "${asked}"`);
  return format;
}

function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        package: { type: 'string', multiple: true },
        'database-url': { type: 'string' },
        format: { type: 'string' },
        with: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new CodegenError(
      'USAGE',
      `${cause instanceof Error ? cause.message : String(cause)}; --help shows the options`,
      { cause },
    );
  }
}
