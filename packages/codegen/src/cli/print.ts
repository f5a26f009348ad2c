import path from 'node:path';
import type { Findings, Format } from './format.ts';
import { renderAnnotations, renderJson } from './format.ts';

/** Where a command writes to. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** A person looks at it: what was printed may be replaced. */
  readonly interactive?: boolean;
}

/** The text of a command, beside its findings. */
export interface Printed {
  /** For stdout: what was done. */
  readonly output: readonly string[];
  /** For stderr: what is wrong. */
  readonly problems: readonly string[];
}

/** Where annotations find the files: the repository that GitHub checked out, else the working directory. */
export interface PrintOptions {
  readonly format: Format;
  /** The config file, whose folder paths are relative to. */
  readonly config: string;
  readonly workspace: string;
}

/** Prints what a command found: JSON alone, the text, or the text and annotations. */
export function print(
  terminal: Terminal,
  { format, config, workspace }: PrintOptions,
  findings: Findings,
  text: Printed,
): void {
  if (format === 'json') {
    terminal.out(renderJson(findings));
    return;
  }
  for (const problem of text.problems) terminal.error(`${problem}\n`);
  for (const line of text.output) terminal.out(`${line}\n`);
  if (format === 'github') {
    const folder = path.relative(workspace, path.dirname(path.resolve(config))).replaceAll(path.sep, '/');
    terminal.out(renderAnnotations(findings, folder));
  }
}
