import { KongflowError } from '@kongflow/protocol';

/** What can be wrong with a logger; the README explains each code. */
export type LoggerErrorCode = 'UNKNOWN_LEVEL';

/** Thrown by `createLogger`. */
export class LoggerError extends KongflowError<LoggerErrorCode> {}
