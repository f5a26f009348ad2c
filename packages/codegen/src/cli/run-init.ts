import type { CommandCall } from './options.ts';
import type { Terminal } from './print.ts';

export function runInit(_call: CommandCall, _terminal: Terminal): 0 {
  return 0;
}
