/** The options that have a value, with what `--help` says of them. */
const OPTIONS = {
  config: ['<file>', 'config file (default pgtyped.config.json)'],
  package: ['<folder>', 'only this package; may be given several times'],
  'database-url': [
    '<url>',
    `server to create a scratch database on, PostgreSQL 16 or newer
(default $KONGFLOW_CODEGEN_DATABASE_URL, else an embedded server);
with "schema": { "database": true }, the database to look at`,
  ],
  with: [
    '<arguments>',
    `explain: only this text of a query with branches, such as
"title, order = newest"`,
  ],
  format: ['<format>', 'text, json or github (default text; github where GITHUB_ACTIONS is set)'],
} as const;
export type OptionName = keyof typeof OPTIONS;

/** What a command takes and does. */
interface CommandHelp {
  /** The one word behind it. */
  readonly operand?: { readonly name: string; readonly meaning: string };
  readonly does: string;
  readonly options: readonly OptionName[];
  /** How it ends, where that is more than 0 and 2. */
  readonly fails?: string;
}

const RUN = ['config', 'package', 'database-url', 'format'] as const;

const COMMAND_HELP = {
  generate: { does: 'write the code of all packages', options: RUN, fails: 'errors in queries' },
  check: {
    does: 'write nothing; fail when the code is not what the queries generate',
    options: RUN,
    fails: 'errors in queries, or code that is not up to date',
  },
  watch: { does: 'generate, and again whenever a query or a migration changes', options: RUN },
  vet: { does: 'look for what compiles and is still a mistake', options: RUN, fails: 'findings that are errors' },
  explain: {
    operand: { name: 'query', meaning: 'the name of one query' },
    does: 'its plan, and where its types come from',
    options: ['config', 'package', 'database-url', 'with', 'format'],
  },
  init: { does: 'set up this folder: config, first migration and query, npm scripts', options: ['config', 'format'] },
  new: {
    operand: { name: 'service', meaning: 'the name of one service' },
    does: 'a package for a service: migration, queries, sources, tests',
    options: ['config', 'database-url', 'format'],
    fails: 'errors in queries',
  },
} as const satisfies Record<string, CommandHelp>;

export type Command = keyof typeof COMMAND_HELP;
export const COMMANDS: Readonly<Record<Command, CommandHelp>> = COMMAND_HELP;
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMAND_HELP);

/** Whether a word is a command. */
export function isCommand(word: string): word is Command {
  return Object.hasOwn(COMMAND_HELP, word);
}

/** Whether an option is one of those with a value. */
export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

const NAMES: readonly OptionName[] = ['config', 'package', 'database-url', 'with', 'format'];

/** What `--help` says: of one command, or of all. */
export function helpOf(command?: Command): string {
  return command === undefined ? HELP : oneCommand(command);
}

function oneCommand(command: Command): string {
  const { operand, does, options, fails } = COMMANDS[command];
  const status = ['0  done, or nothing to do', `2  ${COULD_NOT_RUN}`];
  if (fails !== undefined) status.splice(1, 0, `1  ${fails}`);
  return `kongflow-codegen ${command}${operand === undefined ? '' : ` <${operand.name}>`} [options]
  ${does}

Options
${options.map(optionLines).join('')}  --help

Exit status
${status.map((line) => `  ${line}\n`).join('')}`;
}

const COULD_NOT_RUN = 'wrong usage or configuration, failing migrations, or no database';

function usageLine(command: Command): string {
  const { operand, does } = COMMANDS[command];
  const words = `kongflow-codegen ${command}`;
  return operand === undefined
    ? `  ${words.padEnd(28)}${does}\n`
    : `  ${words} <${operand.name}>\n${' '.repeat(30)}${does}\n`;
}

function optionLines(name: OptionName): string {
  const [value, text] = OPTIONS[name];
  return `  ${`--${name} ${value}`.padEnd(23)}${text.replaceAll('\n', `\n${' '.repeat(25)}`)}\n`;
}

/** What `--help` shows. */
export const HELP = `kongflow-codegen: .sql files to typed TypeScript

Usage
${Object.keys(COMMAND_HELP).filter(isCommand).map(usageLine).join('')}
Options
${NAMES.map(optionLines).join('')}  --help, --version      --help behind a command is about that command

Exit status
  0  done, or nothing to do
  1  errors in queries, or (check) code that is not up to date, or (vet) findings that are errors
  2  ${COULD_NOT_RUN}

A folder without a config: kongflow-codegen init
`;
