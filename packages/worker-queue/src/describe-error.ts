import { redactText } from '@kongflow/logger';

const MAX_LENGTH = 2000;

/** What is stored of a failed attempt, and what `onExhausted` receives. */
export interface JobError {
  readonly message: string;
  readonly name?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * Describes whatever a handler threw, fit to be stored and shown: keys, passwords and tokens are taken out, as are
 * characters that PostgreSQL's jsonb refuses, and the message is cut at 2000 characters. No stack is kept: it adds
 * nothing to the log line and may quote source code.
 */
export function describeError(error: unknown): JobError {
  if (!(error instanceof Error))
    return { message: clean(typeof error === 'string' ? error : 'A non-error was thrown.') };
  const code = 'code' in error && typeof error.code === 'string' ? clean(error.code) : undefined;
  return { message: clean(error.message), name: clean(error.name), ...(code === undefined ? {} : { code }) };
}

function clean(text: string): string {
  // Redacted before it is cut: half a key would not be known for one. What is longer by far is cut first, for its cost.
  return redactText(text.slice(0, 2 * MAX_LENGTH).replaceAll('\0', ''))
    .slice(0, MAX_LENGTH)
    .toWellFormed();
}
