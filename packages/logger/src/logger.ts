import { pino } from 'pino';
import { LoggerError } from './errors.ts';
import { redactFields, redactText } from './redact.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** How much is logged: this level and the ones behind it. */
export type LogLevel = (typeof levels)[number];

/** What every package logs to; a host application may supply its own. */
export interface Logger {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
  /** A logger that adds these fields to every line. */
  child(fields: object): Logger;
}

/** How a logger behaves. */
export interface LoggerOptions {
  /** Default `info`. A plain string, such as an environment variable, is checked. */
  readonly level?: LogLevel | (string & {});
  /** Receives one JSON line a call. Default: standard output. */
  readonly destination?: { write(line: string): void };
}

function isLevel(level: string): level is LogLevel {
  return levels.some((known) => known === level);
}

class PinoLogger implements Logger {
  readonly #pino: pino.Logger;

  constructor(target: pino.Logger) {
    this.#pino = target;
  }

  debug(message: string, fields?: object): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: object): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: object): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: object): void {
    this.#write('error', message, fields);
  }

  child(fields: object): Logger {
    return new PinoLogger(this.#pino.child(redactFields(fields)));
  }

  #write(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields: object = {}): void {
    if (!this.#pino.isLevelEnabled(level)) return; // redaction walks the fields: not for lines that nobody gets
    this.#pino[level](redactFields(fields), '%s', redactText(message));
  }
}

/**
 * Makes a logger that writes JSON lines and keeps keys and secrets out of them, wherever they stand: in the message, in
 * fields at any depth, in errors with their causes, in connection strings.
 *
 * @throws {LoggerError} `UNKNOWN_LEVEL`.
 * @example
 * const logger = createLogger({ level: 'debug' });
 * logger.info('endpoint indexed', { endpointId, jobs: 3 });
 */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  if (!isLevel(level)) {
    throw new LoggerError(
      'UNKNOWN_LEVEL',
      `There is no log level "${redactText(level)}". Choose one of ${levels.join(', ')}.`,
    );
  }
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return new PinoLogger(destination === undefined ? pino(options) : pino(options, destination));
}

/** Logs nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
