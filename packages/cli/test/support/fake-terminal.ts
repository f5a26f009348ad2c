import { Buffer } from 'node:buffer';
import { CliError } from '../../src/errors.ts';
import type { Terminal } from '../../src/terminal.ts';

/** What a run of the command gets to read, and what is a terminal. */
export interface FakeTerminalOptions {
  /** Standard input that is piped in. Default: nothing, at once. */
  readonly input?: string | Buffer | undefined;
  /** Somebody sits at a terminal and gives these answers, in order; null is Ctrl-C. */
  readonly answers?: readonly (string | boolean | null)[] | undefined;
  /** Standard output is a terminal. Default: when there are answers. */
  readonly isOutputTty?: boolean | undefined;
  /** After so many writes, nobody reads standard output any more. */
  readonly closesAfter?: number | undefined;
}

/** A terminal that remembers what was shown and asked. */
export class FakeTerminal implements Terminal {
  readonly isInputTty: boolean;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  readonly questions: string[] = [];
  out = '';
  error = '';
  readonly #input: string | Buffer;
  readonly #answers: (string | boolean | null)[];
  #writesLeft: number;

  constructor({ input, answers, isOutputTty, closesAfter = Number.POSITIVE_INFINITY }: FakeTerminalOptions = {}) {
    this.isInputTty = answers !== undefined && input === undefined;
    this.isErrorTty = answers !== undefined;
    this.isOutputTty = isOutputTty ?? answers !== undefined;
    this.#input = input ?? '';
    this.#answers = [...(answers ?? [])];
    this.#writesLeft = closesAfter;
  }

  async write(text: string): Promise<void> {
    if (this.#writesLeft <= 0) throw new CliError('OUTPUT_CLOSED', 'closed');
    this.#writesLeft -= 1;
    this.out += text;
  }

  writeError(text: string): void {
    this.error += text;
  }

  async readInput(): Promise<Buffer> {
    if (this.isInputTty) throw new Error('it would wait for ever');
    return Buffer.from(this.#input);
  }

  async askHidden(question: string): Promise<string> {
    return String(this.#answer(question));
  }

  async confirm(question: string): Promise<boolean> {
    return this.#answer(question) === true;
  }

  #answer(question: string): string | boolean {
    this.questions.push(question);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`nobody answers: ${question}`);
    if (answer === null) throw new CliError('CANCELLED', 'Cancelled; nothing was changed.');
    return answer;
  }
}
