import type { Command } from 'commander';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** 0 done; 1 not found, or problems; 2 wrong usage or configuration, or a store that cannot be reached; 130 cancelled. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** Read on first use, so that help needs none. @throws {CliError} `INVALID_CONFIG` */
  readonly settings: () => Settings;
}

/** Does the work of a command. */
export type Action = (args: readonly string[], options: unknown) => Promise<ExitCode>;

/** Adds commands to the program: one function for each group. */
export type AddCommands = (program: Command, context: CommandContext, run: RunAction) => void;

/** Has a command run an action, whose exit code becomes that of the process. */
export type RunAction = (command: Command, action: Action) => void;
