import type { ErrorWithStack } from '@kongflow/protocol';

/** One line for a failed attempt: `Error: no such user`. */
export function describeError({ name, message }: ErrorWithStack): string {
  return name === undefined ? message : `${name}: ${message}`;
}
