import { renderDiagnostic } from '../diagnostic.ts';
import { vet } from '../vet/vet.ts';
import type { CommandCall } from './options.ts';
import { print, type Terminal } from './print.ts';

/** `vet`: errors end it with 1, warnings are only said. */
export async function runVet(call: CommandCall, terminal: Terminal): Promise<0 | 1> {
  const { diagnostics, queries, notes } = await vet(call.options);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const exitCode = errors > 0 ? 1 : 0;
  const problems = diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic)}\n`);
  const output = notes.map((note) => `note: ${note}`);
  output.push(`${count(queries, 'query', 'queries')}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`);
  print(terminal, call.print, { command: 'vet', exitCode, diagnostics, queries }, { output, problems });
  return exitCode;
}

function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
