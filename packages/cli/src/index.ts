export type { Environment, ExitCode } from './command.ts';
export { CLI_ERROR_CODES, CliError } from './errors.ts';
export type { CliErrorCode } from './errors.ts';
export { main } from './main.ts';
export { createProcessTerminal } from './process-terminal.ts';
export type { ProcessStreams } from './process-terminal.ts';
export type { Terminal } from './terminal.ts';
