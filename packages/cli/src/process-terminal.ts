import { Buffer } from 'node:buffer';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { confirm, isCancel, password } from '@clack/prompts';
import { CliError } from './errors.ts';
import { reasonOf } from './files/read-file.ts';
import type { Terminal } from './terminal.ts';

/** Nothing more comes of a pasted text when nothing came for so long; people do not notice it. */
const QUIET_MS = 150;

/** The streams that a process has. */
export type ProcessStreams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;

/** The terminal of a process. */
export function createProcessTerminal({ stdin, stdout, stderr }: ProcessStreams): Terminal {
  const streams = { input: stdin, output: stderr, withGuide: false };
  let broken: Error | undefined;
  // Listened to all the time: a closed pipe is told by an event, which without a listener would end the process.
  stdout.on('error', (error) => {
    broken ??= error;
  });
  // What cannot be told is not told; the exit code says enough.
  stderr.on('error', () => undefined);
  return {
    isInputTty: isatty(stdin.fd),
    isOutputTty: isatty(stdout.fd),
    isErrorTty: isatty(stderr.fd),
    async write(text) {
      await new Promise<void>((resolve, reject) => {
        if (broken !== undefined) reject(outputError(broken));
        else stdout.write(text, (error) => (error ? reject(outputError(broken ?? error)) : resolve()));
      });
    },
    writeError(text) {
      stderr.write(text);
    },
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    },
    async askHidden(question) {
      const typed = new PassThrough();
      let isAnswered = false;
      let hasMoreLines = false;
      let lastInput = 0;
      const take = (chunk: Buffer | string): void => {
        lastInput = performance.now();
        // Of a text that is pasted, the prompt takes the first line and drops the others, or they come a moment later.
        hasMoreLines ||= isAnswered || /[\r\n][^\r\n]/.test(String(chunk));
        if (!isAnswered) typed.write(chunk);
      };
      // Ours, and not the prompt's to end: lines that come behind the answer would be shown, and run by the shell.
      stdin.setRawMode(true);
      stdin.on('data', take);
      stdin.resume();
      try {
        const answer = await password({ ...streams, input: typed, message: question });
        isAnswered = true;
        lastInput = performance.now();
        while (performance.now() - lastInput < QUIET_MS) await setTimeout(QUIET_MS / 4);
        if (isCancel(answer)) throw cancelled();
        if (hasMoreLines) {
          throw new CliError('USAGE', 'A prompt takes one line only. Pipe a text of several lines in: … < file');
        }
        return answer;
      } finally {
        stdin.off('data', take);
        stdin.setRawMode(false);
        stdin.pause();
      }
    },
    async confirm(question) {
      const answer = await confirm({ ...streams, message: question, initialValue: false });
      if (isCancel(answer)) throw cancelled();
      return answer;
    },
  };
}

/** That nobody reads a pipe is no failure; that a disk is full is one, of which the output is lost. */
function outputError(cause: Error): CliError {
  if ('code' in cause && cause.code === 'EPIPE') {
    return new CliError('OUTPUT_CLOSED', 'Nobody reads standard output any more.', { cause });
  }
  return new CliError('USAGE', `Cannot write to standard output: ${reasonOf(cause)}.`, { cause });
}

function cancelled(): CliError {
  return new CliError('CANCELLED', 'Cancelled; nothing was changed.');
}
