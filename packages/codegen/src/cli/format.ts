import path from 'node:path';
import { positionOf, type Diagnostic } from '../diagnostic.ts';
import type { CodegenError } from '../errors.ts';
import type { Difference } from '../outputs.ts';
import { tokenEnd } from '../token-end.ts';

/** How findings are printed: for people, for programs, or for people and GitHub's review page. */
export const FORMATS = ['text', 'json', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** What a command found, as far as programs are told. */
export interface Findings {
  /** Null where the command line says none. */
  readonly command: string | null;
  readonly exitCode: 0 | 1 | 2;
  readonly diagnostics: readonly Diagnostic[];
  readonly differences?: readonly Difference[];
  readonly queries?: number;
  readonly failed?: readonly string[];
  /** Why it could not run. */
  readonly error?: CodegenError;
}

interface Place {
  readonly line: number;
  readonly column: number;
  /** Behind the last character of the token, from 1 as the column. */
  readonly endColumn: number;
}

function placeOf({ source, offset }: Diagnostic): Place {
  const { line, column } = positionOf(source.text, offset);
  return { line, column, endColumn: column + tokenEnd(source.text, offset) - offset };
}

/** One JSON document. Paths are relative to the config file, lines and columns count from 1, in UTF-16 units. */
export function renderJson({ command, exitCode, diagnostics, differences, queries, failed, error }: Findings): string {
  const document = {
    command,
    exitCode,
    queries: queries ?? 0,
    failed: failed ?? [],
    diagnostics: diagnostics.map((diagnostic) => {
      const { source, severity, sqlState, rule, message, detail, hint } = diagnostic;
      const rest = {
        severity,
        code: sqlState ?? null,
        rule: rule ?? null,
        message,
        detail: detail ?? null,
        hint: hint ?? null,
      };
      return { file: source.file, ...placeOf(diagnostic), ...rest };
    }),
    differences: differences ?? [],
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * GitHub's workflow commands: an annotation for each finding at its line of the pull request.
 * @param folder of the config file, relative to the repository
 */
export function renderAnnotations({ diagnostics, differences = [], error }: Findings, folder: string): string {
  const found = diagnostics.map((diagnostic) => {
    const { severity, source, message, sqlState, rule, detail, hint } = diagnostic;
    const title = sqlState === undefined ? rule : `SQLSTATE ${sqlState}`;
    const { line, column, endColumn } = placeOf(diagnostic);
    const text = [message, ...(detail === undefined ? [] : [detail]), ...(hint === undefined ? [] : [hint])].join('\n');
    const place = { file: path.posix.join(folder, source.file), line, col: column, endColumn };
    return annotation(severity, { ...place, ...(title === undefined ? {} : { title }) }, text);
  });
  const stale = differences.map(({ file, kind, line }) =>
    annotation(
      'error',
      { file: path.posix.join(folder, file), line: line ?? 1 },
      `generated code is ${kind === 'orphan' ? 'left over' : kind}: run "kongflow-codegen generate"`,
    ),
  );
  const failure = error === undefined || error.diagnostics.length > 0 ? [] : [annotation('error', {}, error.message)];
  return [...found, ...stale, ...failure].map((line) => `${line}\n`).join('');
}

function annotation(command: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${command}${list.length === 0 ? '' : ` ${list.join(',')}`}::${escapeData(message)}`;
}

/** The line ends with the command, and `%` begins an escape. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
