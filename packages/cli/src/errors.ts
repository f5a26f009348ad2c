import { KongflowError } from '@kongflow/protocol';

/** Every code of a `CliError`; the README explains them. */
export const CLI_ERROR_CODES = [
  'CANCELLED',
  'CONFLICT',
  'INVALID_CONFIG',
  'INVALID_FILE',
  'OUTPUT_CLOSED',
  'USAGE',
] as const;

/** A code of a `CliError`. */
export type CliErrorCode = (typeof CLI_ERROR_CODES)[number];

/** What ends a command early; its message is what the user reads, and holds no value of a secret. */
export class CliError extends KongflowError<CliErrorCode> {
  override readonly name = 'CliError';
}
