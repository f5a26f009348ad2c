import { compareDiagnostics, renderDiagnostic, type Diagnostic, type SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { valueOffsetOf } from './offset-of.ts';

/** Keys and indexes that lead to a place in the config: `['codegen', 'rename', 'people']`. */
export type ConfigPath = readonly (string | number)[];

/**
 * A mistake in the config that is found where its text is not at hand: it says at which key, and
 * {@link placeInConfig} makes of it an error with a line and a caret.
 */
export class ConfigMistake extends CodegenError {
  readonly path: ConfigPath;
  /** The message without the hint. */
  readonly plain: string;
  readonly hint: string | undefined;

  constructor(path: ConfigPath, message: string, hint?: string) {
    super('CONFIG', hint === undefined ? message : `${message}. ${hint}`);
    this.path = path;
    this.plain = message;
    this.hint = hint;
  }
}

/** An error of the config, at the places in its file. */
export function configError(
  source: SourceText,
  found: readonly Omit<Diagnostic, 'source' | 'severity'>[],
  cause?: unknown,
) {
  const diagnostics = found
    .map((each): Diagnostic => ({ severity: 'error', source, ...each }))
    .toSorted(compareDiagnostics);
  const message = [`${source.file} does not fit`, ...diagnostics.map(renderDiagnostic)].join('\n');
  return new CodegenError('CONFIG', message, { cause, diagnostics });
}

/** What was thrown while something was done with a config: a mistake in it, shown where it stands, or what it was. */
export function placeInConfig(source: SourceText, error: unknown): unknown {
  if (!(error instanceof ConfigMistake)) return error;
  const { path, plain: message, hint } = error;
  return configError(source, [{ offset: valueOffsetOf(source.text, path), message, hint }], error);
}
