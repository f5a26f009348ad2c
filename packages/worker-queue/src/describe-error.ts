const MAX_LENGTH = 2000;

// Keys of environments, connection strings, credentials of an Authorization header.
const SECRETS: readonly [RegExp, string][] = [
  [/\b(tr|pk)_([a-z]+)_[a-zA-Z0-9]+/g, '$1_$2_[redacted]'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1[redacted]@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
];

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
  let result = text.slice(0, MAX_LENGTH).replaceAll('\0', '').toWellFormed();
  for (const [pattern, replacement] of SECRETS) result = result.replace(pattern, replacement);
  return result;
}
