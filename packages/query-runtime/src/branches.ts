import { QueryParameterError } from './errors.ts';
import type { Statement } from './queryable.ts';

/** One of the texts of a query with branches, and what is sent with it. */
export interface Variant<P> extends Statement {
  readonly values: (params: P) => unknown[];
}

/** An argument that chooses among cases. */
export interface Switch {
  readonly query: string;
  readonly argument: string;
  readonly cases: readonly string[];
  /** Without it, what is below `@else` is sent. */
  readonly optional?: boolean;
}

/**
 * The number of the chosen case, from 0; the one behind the last where none is chosen and none has to be.
 * @throws {QueryParameterError} `UNKNOWN_CASE`, as code without types may pass anything. What it passed is not repeated.
 */
export function choice({ query, argument, cases, optional = false }: Switch, value: string | undefined): number {
  if (value === undefined && optional) return cases.length;
  const index = value === undefined ? -1 : cases.indexOf(value);
  if (index >= 0) return index;
  const accepted = cases.map((each) => `"${each}"`).join(', ');
  throw new QueryParameterError('UNKNOWN_CASE', `${query}: ${argument} is one of ${accepted}, and not what was given`);
}

/**
 * The value of a parameter that only some variants have, and this one has.
 * @throws {QueryParameterError} `MISSING_PARAMETER`
 */
export function given<T>(query: string, parameter: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new QueryParameterError('MISSING_PARAMETER', `${query}: ${parameter} is needed with the other arguments`);
}

/** The variant of a number. */
export function chosen<P>(variants: readonly Variant<P>[], index: number): Variant<P> {
  const variant = variants[index];
  if (variant === undefined) throw new RangeError(`there is no variant ${index}`);
  return variant;
}
