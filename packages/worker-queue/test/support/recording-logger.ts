import type { Logger } from '@kongflow/logger';

/** One line of a log. */
export interface RecordedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}

/** A logger that keeps its lines. */
export function recordingLogger(lines: RecordedLine[]): Logger {
  const at =
    (level: string) =>
    (message: string, fields: object = {}): void => {
      lines.push({ level, message, fields });
    };
  const logger: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => logger,
  };
  return logger;
}
