import { formatPath } from '@kongflow/protocol';
import { SecretStoreError } from './errors.ts';

/** What a schema found wrong: of it only the way and the code are told on, as its message may quote the value. */
export interface SecretSchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly code?: string | undefined;
}

/** What a schema makes of a value. */
export type SecretSchemaResult<Output> =
  | { readonly success: true; readonly data: Output }
  | { readonly success: false; readonly error: { readonly issues: readonly SecretSchemaIssue[] } };

/**
 * The shape of a secret. Schemas of zod 4, of zod 4 mini and of zod 3 are such as they are; they must be synchronous.
 *
 * @example
 * const schema: SecretSchema<{ token: string }> = z.object({ token: z.string() });
 */
export interface SecretSchema<Output> {
  safeParse(value: unknown): SecretSchemaResult<Output>;
}

/** The type of the secrets that a schema lets through. */
export type SecretOf<Schema> = Schema extends SecretSchema<infer Output> ? Output : never;

const MAX_ISSUES = 10;

/**
 * Reads a secret's text as what its schema says.
 * @returns undefined when the text is not JSON, or is null: such a row counts as absent, as in trigger.dev.
 * @throws {SecretStoreError} `INVALID_SECRET` saying where it does not fit, never what is there
 */
export function parseSecret<Output>(key: string, text: string, schema: SecretSchema<Output>): Output | undefined {
  const value = parseJson(text);
  if (value === undefined || value === null) return undefined;
  const parsed = applySchema(key, value, schema);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, MAX_ISSUES).map(describeIssue);
  if (issues.length > MAX_ISSUES) shown.push(`and ${issues.length - MAX_ISSUES} more`);
  throw new SecretStoreError(
    'INVALID_SECRET',
    `Secret ${key} does not fit its schema: ${shown.join(', ')}. Set it anew, or correct the schema.`,
    { key },
  );
}

function applySchema<Output>(key: string, value: unknown, schema: SecretSchema<Output>): SecretSchemaResult<Output> {
  try {
    return schema.safeParse(value);
  } catch {
    // What it threw may hold the value: refinements and transforms are the caller's code.
    const message = `The schema of secret ${key} threw instead of returning: it must be synchronous, and its refinements and transforms must not throw.`;
    throw new SecretStoreError('INVALID_SECRET', message, { key });
  }
}

function describeIssue({ path, code = 'custom' }: SecretSchemaIssue): string {
  return `${path.length === 0 ? 'the secret itself' : formatPath(path)} (${code})`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's error quotes the text
  }
}
