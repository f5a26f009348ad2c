import { newService } from '../scaffold/new-service.ts';
import type { CommandCall } from './options.ts';
import { print, type Terminal } from './print.ts';
import { report } from './report.ts';

/** `new <service>`. */
export async function runNew(call: CommandCall, terminal: Terminal): Promise<0 | 1> {
  const [name = ''] = call.operands;
  const { created, changed, run } = await newService(name, call.options);
  const { output, problems, exitCode } = report('generate', run);
  if (call.print.format === 'json') {
    terminal.out(`${JSON.stringify({ command: 'new', exitCode, created, changed }, null, 2)}\n`);
    return exitCode;
  }
  const steps = [...created.map((file) => `created  ${file}`), ...changed.map((file) => `changed  ${file}`)];
  const next = '\nNext: npm install, so that the others can import it';
  print(
    terminal,
    call.print,
    { command: 'new', exitCode, ...run, differences: [] },
    { output: [...steps, ...output, next], problems },
  );
  return exitCode;
}
