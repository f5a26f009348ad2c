import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { DatabaseError, type Client } from 'pg';
import { messageOf } from '../database/connect.ts';
import { renderDiagnostic, type Diagnostic, type SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { utf16Offset } from '../sql/placeholders.ts';
import { tokenEnd } from '../token-end.ts';

/** What node-pg-migrate says while it runs: which migration it is at, and which statement has failed. */
class Log {
  migration: string | undefined;
  failure: string | undefined;

  readonly debug = (): void => undefined;
  readonly warn = (): void => undefined;
  readonly info = (message: string): void => {
    this.migration = /^### MIGRATION (.*) \(UP\) ###$/.exec(message)?.[1] ?? this.migration;
  };
  readonly error = (message: string): void => {
    // The first is the cause: what comes after it is cleaning up.
    this.failure ??= message;
  };
}

/**
 * Runs the migrations of a folder, some of which are programs.
 * @param folder its name in messages
 * @throws {CodegenError} `MIGRATION`, at the place in the file as far as that can be told.
 */
export async function runMigrations(client: Client, directory: string, folder: string): Promise<void> {
  const log = new Log();
  try {
    await runner({
      dbClient: client,
      dir: directory,
      direction: 'up',
      migrationsTable: 'pgmigrations',
      checkOrder: true,
      verbose: false,
      logger: log,
    });
    // The migration tool's own table is no part of the schema: it must not become a model.
    await client.query('DROP TABLE IF EXISTS pgmigrations');
  } catch (cause) {
    const diagnostic = locate(cause, log, directory, folder);
    const shown = diagnostic === undefined ? `${folder}: ${messageOf(cause)}` : renderDiagnostic(diagnostic);
    throw new CodegenError('MIGRATION', `the schema cannot be made\n${shown}`, {
      cause,
      diagnostics: diagnostic === undefined ? [] : [diagnostic],
    });
  }
}

function locate(cause: unknown, log: Log, directory: string, folder: string): Diagnostic | undefined {
  const thrown = cause instanceof Error ? thrownAt(cause, directory) : undefined;
  const name = thrown?.name ?? log.migration;
  const source = name === undefined ? undefined : read(directory, folder, name);
  if (source === undefined) return undefined;
  if (cause instanceof DatabaseError) {
    const { message, code: sqlState, detail, hint } = cause;
    const statement = statementOf(log.failure, cause);
    const { offset, verbatim } = offsetInSource(source.text, statement, cause);
    const shown = verbatim || statement === '' ? [] : [`the statement is ${statement}`];
    const sent = [...(detail === undefined ? [] : [detail]), ...shown].join('\n');
    return { severity: 'error', source, offset, message, sqlState, detail: sent === '' ? undefined : sent, hint };
  }
  const lines = source.text.split('\n').slice(0, (thrown?.line ?? 1) - 1);
  const offset = lines.reduce((sum, line) => sum + line.length + 1, 0) + Math.max(0, (thrown?.column ?? 1) - 1);
  const [message = ''] = messageOf(cause)
    .replace(/^Error loading migration files: /, '')
    .split('\n');
  return { severity: 'error', source, offset: Math.min(offset, source.text.length), message: message.trim() };
}

/** The first place in one of the migrations that an error names. */
function thrownAt({ stack = '', message }: Error, directory: string) {
  for (const [, file = '', line, column] of `${message}\n${stack}`.matchAll(
    /((?:file:\/\/)?\/[^\n()]*?):(\d+):(\d+)/g,
  )) {
    const place = file.startsWith('file:') ? fileURLToPath(file) : file;
    if (path.dirname(place) === directory)
      return { name: path.basename(place), line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** The statement that node-pg-migrate shows between its own words, with a line of carets in it where there is a position. */
function statementOf(failure: string | undefined, error: DatabaseError): string {
  const text = failure?.replace(/^Error executing:\n/, '') ?? '';
  const end = text.lastIndexOf(error.position === undefined ? `\n${String(error)}` : `\n\n${error.message}`);
  if (end === -1) return '';
  return text
    .slice(0, end)
    .replace(/\n *\^{4}(?=\n|$)/, '')
    .replace(/[;\s]+$/, '');
}

/** Where the statement stands in the migration, or at least the word of it that PostgreSQL points at. */
function offsetInSource(
  text: string,
  statement: string,
  { position }: DatabaseError,
): { offset: number; verbatim: boolean } {
  const at = position === undefined ? 0 : utf16Offset(statement, Number(position));
  const whole = statement === '' ? -1 : text.indexOf(statement);
  if (whole !== -1) return { offset: whole + at, verbatim: true };
  const word = position === undefined ? '' : statement.slice(at, tokenEnd(statement, at));
  const first = word === '' ? -1 : text.indexOf(word);
  const isOnly = first !== -1 && text.indexOf(word, first + 1) === -1;
  return { offset: isOnly ? first : 0, verbatim: false };
}

function read(directory: string, folder: string, name: string): SourceText | undefined {
  // The log has names without their extensions.
  const candidates = path.extname(name) === '' ? ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.sql'] : [''];
  for (const extension of candidates) {
    try {
      const file = `${name}${extension}`;
      return { file: path.posix.join(folder, file), text: readFileSync(path.join(directory, file), 'utf8') };
    } catch {
      // It has another extension.
    }
  }
  return undefined;
}
