export { LOGGER_ERROR_CODES, LoggerError } from './errors.ts';
export type { LoggerErrorCode } from './errors.ts';
export { createLogger, silentLogger } from './logger.ts';
export type { Logger, LoggerOptions, LogLevel } from './logger.ts';
export { redactText } from './redact.ts';
