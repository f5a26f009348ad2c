import { DatabaseError } from '@kongflow/database';
import { KongflowError } from '@kongflow/protocol';
import { CommanderError } from 'commander';
import { z } from 'zod';
import type { Environment, ExitCode } from './command.ts';
import { CliError } from './errors.ts';

/** How a command that failed ends. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** For standard error; '' says nothing. */
  readonly message: string;
}

/**
 * Codes of wrong usage or configuration, whichever package has them, and of a store that cannot be used: to a script, it
 * must not look as if a secret were not there. All others are problems.
 */
const couldNotRun = new Set<string>([
  'CONNECTION',
  'INVALID_CONFIG',
  'INVALID_INPUT',
  'INVALID_KEY',
  'PERMISSION_DENIED',
  'PROVIDER_DENIED',
  'PROVIDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
  'UNDEFINED_OBJECT',
  'UNSUPPORTED_PROVIDER',
  'USAGE',
]);

/** Says what went wrong in a line or two, without a stack unless KONGFLOW_DEBUG is 1 and the error is none of ours. */
export function describeFailure(error: unknown, env: Environment): Failure {
  if (error instanceof CommanderError) return describeUsage(error);
  if (error instanceof CliError && error.code === 'OUTPUT_CLOSED') return { exitCode: 0, message: '' };
  if (error instanceof CliError && error.code === 'CANCELLED') return { exitCode: 130, message: error.message };
  if (error instanceof DatabaseError && error.code === 'UNDEFINED_OBJECT') {
    return {
      exitCode: 2,
      message: `error: ${error.message} (UNDEFINED_OBJECT)\nThe database lacks the tables of KongFlow: run its migrations first, runMigrations() of @kongflow/database.`,
    };
  }
  if (error instanceof KongflowError && error.code === 'INVALID_INPUT' && error.cause instanceof z.ZodError) {
    const problems = error.cause.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    return { exitCode: 2, message: `error: ${problems.join('; ')}` };
  }
  if (error instanceof KongflowError) {
    const code = error instanceof CliError ? '' : ` (${error.code})`;
    return { exitCode: couldNotRun.has(error.code) ? 2 : 1, message: `error: ${error.message}${code}` };
  }
  return { exitCode: 1, message: describeUnknown(error, env) };
}

/** Words of our own where Commander's repeat the arguments: one of them may be a secret in the wrong place. */
function describeUsage(error: CommanderError): Failure {
  if (error.exitCode === 0) return { exitCode: 0, message: '' };
  switch (error.code) {
    case 'commander.help':
      // Help was shown because no command was named.
      return { exitCode: 2, message: '' };
    case 'commander.excessArguments':
      return usage('error: there are too many arguments');
    case 'commander.unknownOption': {
      const option = /'(--?\w[\w-]*)/.exec(error.message)?.[1] ?? '';
      return usage(`error: unknown option ${option.startsWith('--') ? option : option.slice(0, 2)}`);
    }
    default:
      return usage(error.message);
  }
}

function usage(message: string): Failure {
  return { exitCode: 2, message: `${message}\n--help shows what there is.` };
}

function describeUnknown(error: unknown, env: Environment): string {
  if (!(error instanceof Error)) return 'error: something was thrown that is no error';
  if (env['KONGFLOW_DEBUG'] === '1') return `error: ${error.stack ?? error.message}`;
  // Messages of the system name files and addresses; others may repeat what they choked on.
  if ('syscall' in error) return `error: ${error.message}`;
  return `error: unexpected ${error.name}; KONGFLOW_DEBUG=1 shows where it comes from`;
}
