import { KongflowError } from '@kongflow/protocol';

/** Every code of a `LoggerError`; the README explains them. */
export const LOGGER_ERROR_CODES = ['UNKNOWN_LEVEL'] as const;

/** A code of a `LoggerError`. */
export type LoggerErrorCode = (typeof LOGGER_ERROR_CODES)[number];

/** Thrown by `createLogger`. */
export class LoggerError extends KongflowError<LoggerErrorCode> {}
