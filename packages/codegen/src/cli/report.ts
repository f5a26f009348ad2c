import { renderDiagnostic } from '../diagnostic.ts';
import type { Difference } from '../outputs.ts';
import type { RunResult } from '../assemble.ts';

/** A run as the terminal shows it. */
export interface Report {
  /** For stdout: what was done. */
  readonly output: string[];
  /** For stderr: what is wrong. */
  readonly problems: string[];
  readonly exitCode: 0 | 1;
}

/** Says what a run found and did. */
export function report(command: 'generate' | 'check', result: RunResult): Report {
  const problems = result.diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic)}\n`);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error').length;
  const output: string[] = [];
  if (command === 'generate')
    output.push(...result.differences.map(({ file, kind }) => `${kind === 'orphan' ? 'removed' : 'wrote'} ${file}`));
  else problems.push(...result.differences.map(describe));
  if (errors > 0) {
    const untouched =
      result.failed.length === 0
        ? ''
        : `; ${command === 'generate' ? 'not written' : 'not compared'}: ${[...new Set(result.failed)].join(', ')}`;
    problems.push(`${count(errors, 'error')}${untouched}`);
  }
  const stale = command === 'check' && result.differences.length > 0;
  if (stale)
    problems.push(
      `${count(result.differences.length, 'generated file')} not up to date: run "kongflow-codegen generate"`,
    );
  if (errors === 0 && result.differences.length === 0)
    output.push(`${count(result.queries, 'query', 'queries')}: generated code is up to date`);
  return { output, problems, exitCode: errors > 0 || stale ? 1 : 0 };
}

function describe({ file, kind, line, found, expected }: Difference): string {
  if (kind === 'missing') return `${file}: missing`;
  if (kind === 'orphan') return `${file}: no query file generates it any more`;
  return `${file}:${line ?? 1}: stale\n  - ${found ?? ''}\n  + ${expected ?? ''}`;
}

function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
