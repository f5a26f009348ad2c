import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JsonSchema } from '@kongflow/protocol';
import { waitFor } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCommand, startWithoutOutput, visibleArguments } from './support/process.ts';
import { type Setup, setup } from './support/setup.ts';

let kongflow: Setup;
beforeAll(async () => {
  kongflow = await setup();
  await kongflow.store.setSecrets(
    Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${'long/'.repeat(90)}${index}`, 'x'])),
  );
});
afterAll(async () => kongflow[Symbol.asyncDispose]());

describe('a process of its own', () => {
  test('takes the value from standard input: nobody sees it in its arguments', async () => {
    const running = startCommand(['secrets', 'set', 'piped'], kongflow.env);
    running.write('hunter2\n');
    const seen = await visibleArguments(running.child.pid!);
    expect(seen).toContain('secrets set piped');
    expect(seen).not.toContain('hunter2');
    running.child.stdin.end();
    expect(await running.end()).toBe(0);
    expect(running).toMatchObject({ out: '', error: 'stored piped\n' });
    expect(await kongflow.store.getSecret('piped', JsonSchema)).toBe('hunter2');
  });

  test.each([
    [['secrets', 'get', 'nonesuch'], 1],
    [['secrets', 'get', 'a', 'b'], 2],
    [['--version'], 0],
  ])('%j ends with %i', async (args, exitCode) => {
    const running = startCommand(args, kongflow.env);
    running.child.stdin.end();
    expect(await running.end()).toBe(exitCode);
    expect(running.error).not.toMatch(/\n {4}at /);
  });

  test('ends quietly when nobody reads its output', async () => {
    const running = startCommand(['secrets', 'list'], kongflow.env);
    running.child.stdout.destroy();
    expect(await running.end()).toBe(0);
    expect(running.error).toBe('');
  });

  test('fails when its output cannot be written, as on a full disk: what was asked for is lost', async () => {
    const running = startWithoutOutput(['secrets', 'list'], kongflow.env);
    expect(await running.end()).toBe(2);
    expect(running.error).toMatch(/^error: Cannot write to standard output: \S/);
  });

  test('writes all of a long output into a pipe that is read late', async () => {
    const running = startCommand(['secrets', 'list', '--prefix', 'long/'], kongflow.env);
    running.child.stdout.pause();
    // The audit log tells that the page has been read; what it says is more than a pipe holds.
    await waitFor(async () => (await kongflow.trail()).includes('test list long/ ok'), { timeoutMs: 20_000 });
    running.child.stdout.resume();
    expect(await running.end()).toBe(0);
    expect(running.out.trimEnd().split('\n')).toHaveLength(1000);
  });

  test('shows no colors in a pipe', async () => {
    const running = startCommand(['secrets', '--help'], kongflow.env);
    expect(await running.end()).toBe(0);
    expect(running.out).toContain('Usage: kongflow secrets');
    expect(running.out).not.toContain('\u001b');
  });
});

test('is what npm run kongflow runs', async () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['kongflow']).toBe('node --conditions=@kongflow/source packages/cli/src/bin.ts');
  expect(await readFile(path.join(root, 'packages/cli/src/bin.ts'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
