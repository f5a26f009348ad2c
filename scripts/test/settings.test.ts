import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../support/settings.ts';

describe('settings', () => {
  test('nothing has to be set, and set to nothing is not set', () => {
    const defaults = {
      port: 3030,
      dataDirectory: path.resolve('.data'),
      databaseUrl: undefined,
      encryptionKey: undefined,
      logLevel: 'info',
      demoWaitSeconds: 2,
    };
    expect(readSettings({})).toEqual(defaults);
    expect(readSettings({ PORT: '', DATABASE_URL: '', KONGFLOW_DATA_DIR: '', LOG_LEVEL: '' })).toEqual(defaults);
  });

  test('every variable is read', () => {
    const environment = {
      PORT: '0',
      KONGFLOW_DATA_DIR: '/var/lib/kongflow',
      DATABASE_URL: 'postgresql://user@host/database',
      KONGFLOW_ENCRYPTION_KEY: 'key',
      LOG_LEVEL: 'debug',
      DEMO_WAIT_SECONDS: '0.5',
    };
    expect(readSettings(environment)).toEqual({
      port: 0,
      dataDirectory: '/var/lib/kongflow',
      databaseUrl: 'postgresql://user@host/database',
      encryptionKey: 'key',
      logLevel: 'debug',
      demoWaitSeconds: 0.5,
    });
  });

  test.each(['70000', '-1', '80a', '3030.5', ' ', '0x50', '1e3'])('PORT=%j is wrong', (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(/^PORT must be a whole number from 0 to 65535\.$/);
  });

  test('all that is wrong is told at once, without any value', () => {
    const wrong = { LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://user:secret@host', DEMO_WAIT_SECONDS: '-2' };
    const messages = [
      'DATABASE_URL must start with postgres:// or postgresql://.',
      'LOG_LEVEL must be one of debug, info, warn, error, silent.',
      'DEMO_WAIT_SECONDS must be a number of seconds below 10000.',
    ];
    expect(() => readSettings(wrong)).toThrow(new SettingsError(messages.join('\n')));
  });
});
