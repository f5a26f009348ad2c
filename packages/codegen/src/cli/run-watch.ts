import { CodegenError } from '../errors.ts';
import { watch, type WatchRun } from '../watch/watch.ts';
import type { CommandCall } from './options.ts';
import { print, type Terminal } from './print.ts';
import { report } from './report.ts';

/** Clears the screen and what was scrolled out of it: an error that has been mended is gone. */
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/** `watch`: until Ctrl-C. */
export async function runWatch(call: CommandCall, terminal: Terminal, signal?: AbortSignal): Promise<0> {
  const interrupted = signal === undefined ? interruption() : { signal, release: () => undefined };
  try {
    await watch({
      ...call.options,
      signal: interrupted.signal,
      onRun: (run) => {
        show(run, call, terminal);
      },
    });
    return 0;
  } finally {
    interrupted.release();
  }
}

function show({ outcome, milliseconds }: WatchRun, call: CommandCall, terminal: Terminal): void {
  if (terminal.interactive === true && call.print.format !== 'json') terminal.out(CLEAR);
  const command = 'watch';
  if (outcome instanceof CodegenError) {
    const { diagnostics } = outcome;
    const text = { output: ['watching'], problems: [`error: ${outcome.message}`] };
    print(terminal, call.print, { command, exitCode: 2, diagnostics, error: outcome }, text);
    return;
  }
  const { output, problems, exitCode } = report('generate', outcome);
  const text = { output: [...output, `${milliseconds.toFixed(0)} ms; watching`], problems };
  print(terminal, call.print, { command, exitCode, ...outcome }, text);
}

/** Ctrl-C, or the end that a process manager asks for: the second time it is not waited for. */
function interruption(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
