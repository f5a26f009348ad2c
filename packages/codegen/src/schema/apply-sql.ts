import { DatabaseError, type Client } from 'pg';
import { renderDiagnostic, type Diagnostic, type SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { utf16Offset } from '../sql/placeholders.ts';
import type { Span } from '../sql/source-query.ts';
import { UnterminatedTokenError } from '../sql/tokenize.ts';
import { splitStatements } from './split-statements.ts';

/** What a script may hold that does not work among other statements: CREATE INDEX CONCURRENTLY, a new enum value in use. */
const NEEDS_OWN_TRANSACTION = new Set(['25001', '55P04']);

/**
 * Applies SQL files in their order, each as a whole.
 * @throws {CodegenError} `MIGRATION`, at the statement that fails.
 */
export async function applySqlFiles(client: Client, files: readonly SourceText[]): Promise<void> {
  for (const source of files) {
    try {
      await client.query(source.text);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      await client.query('ROLLBACK');
      if (!NEEDS_OWN_TRANSACTION.has(error.code ?? '')) throw await migrationError(client, source, error);
      await applyEach(client, source);
    }
    // A dump sets search_path and more; the next file, and the analysis, start from the defaults.
    await client.query('RESET ALL');
  }
}

async function applyEach(client: Client, source: SourceText): Promise<void> {
  for (const span of splitStatements(source.text)) {
    try {
      await client.query(source.text.slice(span.start, span.end));
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw toError(source, span.start + (offsetIn(source.text.slice(span.start, span.end), error) ?? 0), error);
    }
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
  const { message, code: sqlState, detail, hint } = cause;
  const diagnostic: Diagnostic = { severity: 'error', source, offset, message, sqlState, detail, hint };
  return new CodegenError('MIGRATION', `the schema cannot be made\n${renderDiagnostic(diagnostic)}`, {
    cause,
    diagnostics: [diagnostic],
  });
}
