import { keysOf, safeIssues, SchemaError, type SchemaErrorCode } from './schema-error.ts';
import type { SchemaResult, StandardSchema } from './standard-schema.ts';

/**
 * What a column's schema makes of a parameter that is to be stored in the column.
 * @param index the row of a `:copyfrom`
 * @throws {SchemaError} `INVALID_PARAMETER`, or `ASYNC_SCHEMA`.
 */
export function validParameter<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  column: string,
  index?: number,
): Output {
  return valid(schema, value, { code: 'INVALID_PARAMETER', column, index });
}

/**
 * The same for an array whose elements are stored, each in a row of its own.
 * @throws {SchemaError} `INVALID_PARAMETER` with the `index` of the element, or `ASYNC_SCHEMA`.
 */
export function validElements<Output>(
  schema: StandardSchema<unknown, Output>,
  values: readonly unknown[],
  column: string,
): Output[] {
  return values.map((value, index) => validParameter(schema, value, column, index));
}

/** The same where an element may be NULL, which no schema is asked about. */
export function validElementsOrNull<Output>(
  schema: StandardSchema<unknown, Output>,
  values: readonly unknown[],
  column: string,
): (Output | null)[] {
  return values.map((value, index) => (value === null ? null : validParameter(schema, value, column, index)));
}

/**
 * What a column's schema makes of a value that the database holds.
 * @throws {SchemaError} `INVALID_COLUMN`, or `ASYNC_SCHEMA`.
 */
export function validColumn<Output>(schema: StandardSchema<unknown, Output>, value: unknown, column: string): Output {
  return valid(schema, value, { code: 'INVALID_COLUMN', column, index: undefined });
}

interface Place {
  readonly code: SchemaErrorCode;
  readonly column: string;
  readonly index: number | undefined;
}

function valid<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  { code, column, index }: Place,
): Output {
  const answer = answerOf(schema, value, column);
  if (answer.issues === undefined) return answer.value;
  throw new SchemaError(code, column, { index, issues: safeIssues(answer.issues, value) });
}

/**
 * What a column's schema says against a value, for the schema of a set of parameters.
 * @throws {SchemaError} `ASYNC_SCHEMA`.
 */
export function issuesOf(
  schema: StandardSchema,
  value: unknown,
  column: string,
): { readonly message: string; readonly path: PropertyKey[] }[] {
  const { issues = [] } = answerOf(schema, value, column);
  return issues.map(({ message, path }) => ({ message, path: keysOf(path) }));
}

function answerOf<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  column: string,
): SchemaResult<Output> {
  const result = schema['~standard'].validate(value);
  if (!('then' in result)) return result;
  // Nobody waits for it: its rejection must not end the process.
  result.then(undefined, () => undefined);
  throw new SchemaError('ASYNC_SCHEMA', column, {
    hint: ' answers with a promise: the schema of a column can have no asynchronous part, and none that throws',
  });
}
