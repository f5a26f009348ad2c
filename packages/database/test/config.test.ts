import { createDatabase, parseDatabaseConfig } from '@kongflow/database';
import { expect, test } from 'vitest';

const connectionString = 'postgres://app:hunter2@db.example:5432/app?sslmode=require';

test('every value but the connection string has a default', () => {
  expect(parseDatabaseConfig({ connectionString })).toEqual({
    connectionString,
    max: 10,
    connectionTimeoutMs: 10_000,
    idleTimeoutMs: 30_000,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 60_000,
    applicationName: 'kongflow',
  });
});

test.each([
  [{}, 'connectionString'],
  [{ connectionString: 'mysql://app:hunter2@h/app' }, 'connectionString: must be a postgres:// URL'],
  [{ connectionString: 'postgres://h:hunter2:x' }, 'connectionString'],
  [{ connectionString, max: 0 }, 'max'],
  [{ connectionString, connectionTimeoutMs: -1 }, 'connectionTimeoutMs'],
  [{ connectionString, statementTimeoutMs: 1.5 }, 'statementTimeoutMs'],
  [{ connectionString, statementTimeout: 5 }, 'statementTimeout'],
  [undefined, 'the configuration'],
])('%j is refused, naming %s and no value', (config, named) => {
  const parse = (): unknown => parseDatabaseConfig(config);
  expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(named) }));
  expect(parse).not.toThrow(expect.objectContaining({ message: expect.stringContaining('hunter2') }));
});

test('createDatabase checks before it connects', () => {
  expect(() => createDatabase({ connectionString: 'localhost' })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG' }),
  );
});
