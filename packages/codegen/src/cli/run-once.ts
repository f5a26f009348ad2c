import { check, generate } from '../run.ts';
import type { CommandCall } from './options.ts';
import { print, type Terminal } from './print.ts';
import { report } from './report.ts';

/** `generate` and `check`. */
export async function runOnce(command: 'generate' | 'check', call: CommandCall, terminal: Terminal): Promise<0 | 1> {
  const result = await (command === 'generate' ? generate(call.options) : check(call.options));
  const text = report(command, result);
  const { exitCode } = text;
  // What `generate` has written is no finding any more.
  const annotated = call.print.format === 'github' && command === 'generate' ? { ...result, differences: [] } : result;
  print(terminal, call.print, { command, exitCode, ...annotated }, text);
  return exitCode;
}
