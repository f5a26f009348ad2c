import { CliError, type CliErrorCode } from '../../src/errors.ts';

/** The error that the work throws; anything else fails the test. */
export function failureOf(code: CliErrorCode, work: () => unknown): CliError {
  try {
    work();
  } catch (error) {
    if (error instanceof CliError && error.code === code) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
