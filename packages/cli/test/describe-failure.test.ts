import { DatabaseError } from '@kongflow/database';
import { EncryptionError } from '@kongflow/encryption';
import { SecretStoreError } from '@kongflow/secret-store';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { describeFailure } from '../src/describe-failure.ts';
import { CliError } from '../src/errors.ts';

test.each([
  [new CliError('USAGE', 'Say --yes.'), 2, 'error: Say --yes.'],
  [new CliError('INVALID_CONFIG', 'X must be set.'), 2, 'error: X must be set.'],
  [new CliError('INVALID_FILE', 'It is damaged.'), 1, 'error: It is damaged.'],
  [new CliError('CONFLICT', 'It exists.'), 1, 'error: It exists.'],
  [new CliError('CANCELLED', 'Cancelled.'), 130, 'Cancelled.'],
  [new CliError('OUTPUT_CLOSED', 'Closed.'), 0, ''],
  [new SecretStoreError('INVALID_INPUT', 'Bad key.'), 2, 'error: Bad key. (INVALID_INPUT)'],
  [new SecretStoreError('PROVIDER_DENIED', 'No.'), 2, 'error: No. (PROVIDER_DENIED)'],
  [new SecretStoreError('PROVIDER_REJECTED', 'No.'), 2, 'error: No. (PROVIDER_REJECTED)'],
  [new SecretStoreError('PROVIDER_UNAVAILABLE', 'No.'), 2, 'error: No. (PROVIDER_UNAVAILABLE)'],
  [new SecretStoreError('UNDECRYPTABLE_SECRET', 'No.'), 1, 'error: No. (UNDECRYPTABLE_SECRET)'],
  [new DatabaseError('CONNECTION', 'Refused.'), 2, 'error: Refused. (CONNECTION)'],
  [new DatabaseError('DEADLOCK', 'Again.'), 1, 'error: Again. (DEADLOCK)'],
  [new EncryptionError('INVALID_KEY', 'Bad.'), 2, 'error: Bad. (INVALID_KEY)'],
])('%s ends with its exit code and no stack', (error, exitCode, message) => {
  expect(describeFailure(error, { KONGFLOW_DEBUG: '1' })).toEqual({ exitCode, message });
});

test('a missing table says to migrate', () => {
  const { exitCode, message } = describeFailure(new DatabaseError('UNDEFINED_OBJECT', 'relation "x".'), {});
  expect(exitCode).toBe(2);
  expect(message).toMatch(/^error: relation "x"\. \(UNDEFINED_OBJECT\)\n.*migrations/);
});

describe('usage', () => {
  test.each([
    ['commander.unknownOption', "error: unknown option '--value=hunter2'", 'unknown option --value\n'],
    ['commander.unknownOption', "error: unknown option '-phunter2'", 'unknown option -p\n'],
    [
      'commander.excessArguments',
      'error: too many arguments. Expected 1 but got 2: a, hunter2.',
      'too many arguments\n',
    ],
    ['commander.missingArgument', "error: missing required argument 'key'", "missing required argument 'key'\n"],
  ])('%s is told without what was typed', (code, message, told) => {
    const failure = describeFailure(new CommanderError(1, code, message), {});
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain(told);
    expect(failure.message).not.toContain('hunter2');
  });

  test('help that was asked for is no failure', () => {
    expect(describeFailure(new CommanderError(0, 'commander.helpDisplayed', ''), {})).toEqual({
      exitCode: 0,
      message: '',
    });
  });

  test('help for want of a command is one', () => {
    expect(describeFailure(new CommanderError(1, 'commander.help', ''), {})).toEqual({ exitCode: 2, message: '' });
  });
});

describe('what nobody expected', () => {
  const error = new TypeError('cannot read "hunter2"');

  test('is told without its message, which may hold a value', () => {
    const { exitCode, message } = describeFailure(error, {});
    expect(exitCode).toBe(1);
    expect(message).toBe('error: unexpected TypeError; KONGFLOW_DEBUG=1 shows where it comes from');
  });

  test('is told with its stack on demand', () => {
    expect(describeFailure(error, { KONGFLOW_DEBUG: '1' }).message).toContain('describe-failure.test.ts');
  });

  test('is told with its message when the system says it', () => {
    const failure = Object.assign(new Error('ENOSPC: no space left'), { syscall: 'write', code: 'ENOSPC' });
    expect(describeFailure(failure, {}).message).toBe('error: ENOSPC: no space left');
  });

  test('may be no error at all', () => {
    expect(describeFailure('hunter2', {}).message).not.toContain('hunter2');
  });
});
