import path from 'node:path';
import { init } from '../init/init.ts';
import type { CommandCall } from './options.ts';
import type { Terminal } from './print.ts';

/** `init`: in the folder that the config file goes to. */
export function runInit({ print }: CommandCall, terminal: Terminal): 0 {
  const { steps, next } = init(path.dirname(path.resolve(print.config)));
  if (print.format === 'json') {
    terminal.out(`${JSON.stringify({ command: 'init', exitCode: 0, steps, next }, null, 2)}\n`);
    return 0;
  }
  for (const { action, file, note } of steps)
    terminal.out(`${action.padEnd(8)} ${file}${note === undefined ? '' : `: ${note}`}\n`);
  terminal.out(`\nNext:\n${next.join('\n')}\n`);
  return 0;
}
