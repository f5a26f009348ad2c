import { Buffer } from 'node:buffer';
import { isatty } from 'node:tty';
import { confirm, isCancel, password } from '@clack/prompts';
import { CliError } from './errors.ts';
import { reasonOf } from './files/read-file.ts';
import type { Terminal } from './terminal.ts';

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
      let hasMoreLines = false;
      const look = (chunk: Buffer | string): void => {
        // A pasted text comes in one piece, of which the prompt takes the first line and drops the others.
        hasMoreLines ||= /[\r\n][^\r\n]/.test(String(chunk));
      };
      stdin.on('data', look);
      try {
        const answer = await password({ ...streams, message: question });
        if (isCancel(answer)) throw cancelled();
        if (hasMoreLines) {
          throw new CliError('USAGE', 'A prompt takes one line only. Pipe a text of several lines in: … < file');
        }
        return answer;
      } finally {
        stdin.off('data', look);
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
