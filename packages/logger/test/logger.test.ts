import { createLogger, silentLogger, type LoggerOptions } from '@kongflow/logger';
import { expect, test } from 'vitest';

function setup(options: LoggerOptions = {}) {
  const written: string[] = [];
  const logger = createLogger({ ...options, destination: { write: (line) => void written.push(line) } });
  const lines = (): Record<string, unknown>[] => written.map((line) => JSON.parse(line));
  return { logger, lines, written };
}

test('a line is one JSON object with time, level, message and fields', () => {
  const { logger, lines, written } = setup();
  logger.info('endpoint indexed', { endpointId: 'e1', jobs: 3 });
  expect(lines()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      msg: 'endpoint indexed',
      endpointId: 'e1',
      jobs: 3,
    },
  ]);
  expect(written[0]).toMatch(/^[^\n]+\n$/);
});

test.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
  ['silent', []],
])('level %s writes %j', (level, expected) => {
  const { logger, lines } = setup({ level });
  logger.debug('x');
  logger.info('x');
  logger.warn('x');
  logger.error('x');
  expect(lines().map((line) => line['level'])).toEqual(expected);
});

test('a level that does not exist is refused with the ones that do', () => {
  expect(() => createLogger({ level: 'verbose' })).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_LEVEL',
      message: expect.stringContaining('debug, info, warn, error, silent'),
    }),
  );
});

test('children add their fields, and theirs theirs; a line’s own win', () => {
  const { logger, lines } = setup();
  logger.child({ runId: 'r1', step: 1 }).child({ step: 2 }).info('x', { task: 't' });
  expect(lines()[0]).toMatchObject({ runId: 'r1', step: 2, task: 't' });
});

test('fields of a child are kept free of secrets too', () => {
  const { logger, written } = setup();
  logger.child({ apiKey: 'abc123', note: 'tr_dev_abc123' }).info('x');
  expect(written.join('')).not.toContain('abc123');
});

test('a message is not a format', () => {
  const { logger, lines } = setup();
  logger.info('100%s done %d %j', { n: 1 });
  expect(lines()[0]).toMatchObject({ msg: '100%s done %d %j', n: 1 });
});

test('a message with line breaks stays one line', () => {
  const { logger, written } = setup();
  logger.info('one\ntwo', { text: 'three\nfour' });
  expect(written.join('').trimEnd().split('\n')).toHaveLength(1);
});

test('fields cannot pose as level, time or message', () => {
  const { logger, written, lines } = setup();
  logger.warn('real', { msg: 'fake', level: 'info', time: 'never' });
  expect(lines()[0]).toMatchObject({ msg: 'real', level: 'warn', _msg: 'fake', _level: 'info', _time: 'never' });
  expect(written[0]?.match(/"msg"/g)).toHaveLength(1);
});

test('what a level leaves out is not looked at', () => {
  const { logger } = setup({ level: 'info' });
  const fields = {
    get expensive(): string {
      throw new Error('looked at');
    },
  };
  logger.debug('x', fields);
  expect(() => logger.info('x', fields)).not.toThrow();
});

test('silentLogger says nothing and has children', () => {
  expect(silentLogger.child({ a: 1 })).toBe(silentLogger);
  expect(silentLogger.error('x')).toBeUndefined();
});
