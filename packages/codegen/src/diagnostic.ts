import { blankOf } from './display-width.ts';

/** A text that findings point into: the file's name as the user knows it, and its content. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** What went wrong and where, in the form every compiler prints: `file:line:col: error: message [SQLSTATE]`. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly source: SourceText;
  /** Offset of the offending token in the source, in UTF-16 units from 0. */
  readonly offset: number;
  readonly message: string;
  /** SQLSTATE, where PostgreSQL found the mistake. */
  readonly sqlState?: string | undefined;
  /** The rule of `vet` that found it. */
  readonly rule?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

/** Line and column, both from 1, of an offset. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** A diagnostic as the terminal shows it: the place, the line, a caret, and PostgreSQL's detail and hint. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { source, offset, severity, message, detail, hint } = diagnostic;
  const tag = diagnostic.sqlState ?? diagnostic.rule;
  const { line, column } = positionOf(source.text, offset);
  const code = source.text.split('\n')[line - 1] ?? '';
  const indent = blankOf(code.slice(0, column - 1));
  const lines = [
    `${source.file}:${line}:${column}: ${severity}: ${message}${tag === undefined ? '' : ` [${tag}]`}`,
    `${String(line).padStart(6)} | ${code}`,
    `       | ${indent}^`,
  ];
  if (detail !== undefined) lines.push(`  detail: ${detail}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}

/** Orders diagnostics as a reader goes through the files. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.source.file !== b.source.file) return a.source.file < b.source.file ? -1 : 1;
  return a.offset - b.offset;
}
