import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import type { AddCommands, CommandContext, Environment, ExitCode } from './command.ts';
import { describeFailure } from './describe-failure.ts';
import { addSecretsCommands } from './secrets/add-secrets-commands.ts';
import { readSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Every group of commands; a new one is a function more. */
const groups: readonly AddCommands[] = [addSecretsCommands];

const EXIT_CODES = `
Exit codes:
  0    done
  1    not found, or problems
  2    wrong usage or configuration, or a store that cannot be reached
  130  cancelled at a prompt`;

/**
 * Runs the command line.
 * @param args without those of Node itself
 * @returns the exit code; it never throws, and has closed what it opened
 * @example
 * process.exitCode = await main(process.argv.slice(2), process.env, createProcessTerminal(process));
 */
export async function main(args: readonly string[], env: Environment, terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const help: string[] = [];
  const program = createProgram({ terminal, env, settings: () => readSettings(env) }, help, (code) => {
    exitCode = code;
  });
  try {
    try {
      await program.parseAsync([...args], { from: 'user' });
    } finally {
      if (help.length > 0) await terminal.write(help.join(''));
    }
    return exitCode;
  } catch (error) {
    const failure = describeFailure(error, env);
    if (failure.message !== '') terminal.writeError(`${failure.message}\n`);
    return failure.exitCode;
  }
}

function createProgram(context: CommandContext, help: string[], settle: (code: ExitCode) => void): Command {
  const program = new Command('kongflow')
    .description('KongFlow from the command line.')
    .version(version(), '-V, --version')
    .addHelpText('afterAll', EXIT_CODES)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => help.push(text),
      // Help that is shown for want of a command. Errors are told by describeFailure.
      writeErr: (text) => {
        context.terminal.writeError(text);
      },
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const addCommands of groups) {
    addCommands(program, context, (command, action) => {
      command.action(async () => {
        settle(await action(command.args, command.opts()));
      });
    });
  }
  return program;
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
