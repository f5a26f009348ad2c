/** What a command reads from and writes to: the process's streams, or a test's. */
export interface Terminal {
  readonly isInputTty: boolean;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  /**
   * Writes to standard output; resolves when there is room for more.
   * @throws {CliError} `OUTPUT_CLOSED` when nobody reads it any more; `USAGE` when it cannot be written
   */
  write(text: string): Promise<void>;
  /** Writes to standard error, where all goes that is not the result. */
  writeError(text: string): void;
  /** All of standard input. */
  readInput(): Promise<Buffer>;
  /**
   * Asks for a text that is not shown while it is typed.
   * @throws {CliError} `CANCELLED`; `USAGE` when it has more than one line
   */
  askHidden(question: string): Promise<string>;
  /** Asks yes or no; no is the default. @throws {CliError} `CANCELLED` */
  confirm(question: string): Promise<boolean>;
}

/** Whether somebody can be asked: questions go to standard error, as standard output may be a file. */
export function isInteractive(terminal: Terminal): boolean {
  return terminal.isInputTty && terminal.isErrorTty;
}
