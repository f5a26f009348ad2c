import { JsonSchema } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAtTerminal } from './support/process.ts';
import { type Setup, setup } from './support/setup.ts';

// At a real terminal: `out` is all that a person sees, what the terminal itself echoes included.

let kongflow: Setup;
beforeAll(async () => {
  kongflow = await setup();
});
afterAll(async () => kongflow[Symbol.asyncDispose]());

const valueOf = async (key: string) => kongflow.store.getSecret(key, JsonSchema);

describe('a value that is typed', () => {
  test('is stored, and never shown', async () => {
    const running = startAtTerminal(['secrets', 'set', 'typed'], kongflow.env);
    await running.see('Value of typed');
    running.write('hunter2');
    running.write('\r');
    expect(await running.end()).toBe(0);
    expect(running.out).toContain('stored typed');
    expect(running.out).not.toMatch(/hun|ter2/);
    expect(await valueOf('typed')).toBe('hunter2');
  });

  test('can be corrected', async () => {
    const running = startAtTerminal(['secrets', 'set', 'corrected'], kongflow.env);
    await running.see('Value of corrected');
    running.write('hunterX\u007f2\r');
    expect(await running.end()).toBe(0);
    expect(running.out).not.toContain('hunter');
    expect(await valueOf('corrected')).toBe('hunter2');
  });

  test('is refused when it is pasted with more lines, of which a prompt would keep the first', async () => {
    const running = startAtTerminal(['secrets', 'set', 'pasted'], kongflow.env);
    await running.see('Value of pasted');
    running.write('hunter2\rline 2\r');
    expect(await running.end()).toBe(2);
    expect(running.out).toContain('one line only');
    expect(running.out).not.toMatch(/hunter|line 2/);
    expect(await valueOf('pasted')).toBeUndefined();
  });

  test('is refused when it is pasted with so many lines that they come in pieces: neither the screen nor the shell gets any', async () => {
    const running = startAtTerminal(['secrets', 'set', 'pasted'], kongflow.env, 'read -r left; echo "left: $left"');
    await running.see('Value of pasted');
    // More than a terminal passes on at once.
    running.write(`hunter2\r${'line 2\r'.repeat(2000)}`);
    await running.see('one line only');
    running.write('all is well\r');
    await running.end();
    expect(running.out).toContain('left: all is well');
    expect(running.out).not.toMatch(/hunter|line 2/);
    expect(await valueOf('pasted')).toBeUndefined();
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Escape', '\u001b'],
  ])('is not stored after %s, which ends with 130', async (_name, key) => {
    const running = startAtTerminal(['secrets', 'set', 'cancelled'], kongflow.env);
    await running.see('Value of cancelled');
    running.write('hunter2');
    running.write(key);
    expect(await running.end()).toBe(130);
    expect(running.out).toContain('Cancelled');
    expect(running.out).not.toContain('hunter2');
    expect(await valueOf('cancelled')).toBeUndefined();
  });
});

describe('delete', () => {
  test.each([
    ['y', 0, undefined],
    ['n', 130, 'x'],
    ['\r', 130, 'x'],
  ])('asks, and takes %j for an answer', async (key, exitCode, left) => {
    await kongflow.store.setSecret('doomed', 'x');
    const running = startAtTerminal(['secrets', 'delete', 'doomed'], kongflow.env);
    await running.see('Delete the secret doomed?');
    running.write(key);
    expect(await running.end()).toBe(exitCode);
    expect(await valueOf('doomed')).toBe(left);
  });
});

test('a passphrase is asked for twice and never shown', async () => {
  await kongflow.store.setSecret('exported', 'hunter2');
  const running = startAtTerminal(['secrets', 'export', '--prefix', 'exported'], kongflow.env);
  await running.see('Passphrase, at least');
  running.write('correct horse\r');
  await running.see('The same passphrase again');
  running.write('correct horse\r');
  expect(await running.end()).toBe(0);
  expect(running.out).toContain('-----END AGE ENCRYPTED FILE-----');
  expect(running.out).not.toMatch(/correct|horse|hunter2/);
});

test('NO_COLOR is respected', async () => {
  const running = startAtTerminal(['secrets', 'set', 'colorless'], { ...kongflow.env, NO_COLOR: '1' });
  await running.see('Value of colorless');
  running.write('x\r');
  expect(await running.end()).toBe(0);
  // eslint-disable-next-line no-control-regex -- colors are what it looks for
  expect(running.out).not.toMatch(/\u001b\[(3[0-7]|9[0-7])m/);
});
