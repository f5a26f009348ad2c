import { DatabaseError, type Client } from 'pg';
import { renderDiagnostic, type Diagnostic, type SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { utf16Offset } from '../sql/placeholders.ts';
import type { Span } from '../sql/source-query.ts';
import { UnterminatedTokenError } from '../sql/tokenize.ts';
import { isNumbered } from './file-order.ts';
import { createMissingRole, serverHint } from './own-server.ts';
import { splitStatements } from './split-statements.ts';

/** What a script may hold that does not work among other statements: CREATE INDEX CONCURRENTLY, a new enum value in use. */
const NEEDS_OWN_TRANSACTION = new Set(['25001', '55P04']);

/** What is not there: a table, a type, a function, a schema. */
const MISSING = new Set(['42P01', '42704', '42883', '3F000']);

/**
 * Applies SQL files in their order, each as a whole. Where their names are no numbers, one that needs what another
 * makes comes after it.
 * @throws {CodegenError} `MIGRATION`, at the statement that fails.
 */
export async function applySqlFiles(client: Client, files: readonly SourceText[]): Promise<void> {
  const inOrder = isNumbered(files.map(({ file }) => file));
  let left = files;
  while (left.length > 0) {
    const later: { source: SourceText; error: DatabaseError }[] = [];
    for (const source of left) {
      const error = await applyFile(client, source);
      if (error !== undefined && (inOrder || !MISSING.has(error.code ?? '')))
        throw await migrationError(client, source, error);
      if (error !== undefined) later.push({ source, error });
      // A dump sets search_path and more; the next file, and the analysis, start from the defaults.
      await client.query('RESET ALL');
    }
    const [first] = later;
    if (first !== undefined && later.length === left.length)
      throw await migrationError(client, first.source, first.error);
    left = later.map(({ source }) => source);
  }
}

/** Applies a file, or returns why none of it is applied. */
async function applyFile(client: Client, source: SourceText): Promise<DatabaseError | undefined> {
  const error = await tryQuery(client, source.text);
  if (error === undefined) return undefined;
  await client.query('ROLLBACK');
  if (await createMissingRole(client, error)) return applyFile(client, source);
  if (!NEEDS_OWN_TRANSACTION.has(error.code ?? '')) return error;
  await applyEach(client, source);
  return undefined;
}

async function applyEach(client: Client, source: SourceText): Promise<void> {
  for (const span of splitStatements(source.text)) {
    const text = source.text.slice(span.start, span.end);
    let error = await tryQuery(client, text);
    while (error !== undefined && (await createMissingRole(client, error))) error = await tryQuery(client, text);
    if (error !== undefined) throw toError(source, span.start + (offsetIn(text, error) ?? 0), error);
  }
}

async function tryQuery(client: Client, text: string): Promise<DatabaseError | undefined> {
  try {
    await client.query(text);
    return undefined;
  } catch (error) {
    if (error instanceof DatabaseError) return error;
    throw error;
  }
}

async function migrationError(client: Client, source: SourceText, error: DatabaseError): Promise<CodegenError> {
  const offset = offsetIn(source.text, error) ?? (await findFailing(client, source))?.start ?? 0;
  return toError(source, offset, error);
}

function offsetIn(text: string, { position }: DatabaseError): number | undefined {
  return position === undefined ? undefined : utf16Offset(text, Number(position));
}

/** PostgreSQL does not say where a table stands that exists already: the statements are run until one fails. */
async function findFailing(client: Client, source: SourceText): Promise<Span | undefined> {
  const statements = statementsOf(source.text);
  await client.query('BEGIN');
  try {
    for (const span of statements) {
      const failed = await client.query(source.text.slice(span.start, span.end)).then(
        () => false,
        () => true,
      );
      if (failed) return span;
    }
    return undefined;
  } finally {
    await client.query('ROLLBACK');
  }
}

function statementsOf(text: string): Span[] {
  try {
    return splitStatements(text);
  } catch (error) {
    if (error instanceof UnterminatedTokenError) return [];
    throw error;
  }
}

function toError(source: SourceText, offset: number, cause: DatabaseError): CodegenError {
  const { message, code: sqlState, where, position } = cause;
  // Without a position, what was running is all that there is: a line of a DO block, or of a trigger.
  const detail = cause.detail ?? (position === undefined ? where : undefined);
  const hint = serverHint(cause) ?? cause.hint;
  const diagnostic: Diagnostic = { severity: 'error', source, offset, message, sqlState, detail, hint };
  return new CodegenError('MIGRATION', `the schema cannot be made\n${renderDiagnostic(diagnostic)}`, {
    cause,
    diagnostics: [diagnostic],
  });
}
