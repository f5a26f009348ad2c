import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuseExistingFile, writePrivateFile } from '../../src/files/write-private-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kongflow-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const source = path.resolve(import.meta.dirname, '../../src/files/write-private-file.ts');

const inFolder = (name: string): string => path.join(folder, name);

test('writes a file that only its owner can read, and leaves nothing beside it', async () => {
  await writePrivateFile(inFolder('a'), 'text', { force: false });
  expect(await readFile(inFolder('a'), 'utf8')).toBe('text');
  expect((await stat(inFolder('a'))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a']);
});

test('never replaces a file, which may have come up a moment ago', async () => {
  await writeFile(inFolder('a'), 'before');
  await expect(writePrivateFile(inFolder('a'), 'after', { force: false })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(refuseExistingFile(inFolder('a'))).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await readFile(inFolder('a'), 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['a']);
});

test('of two that write one file at a time, one is refused', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, index) => writePrivateFile(inFolder('a'), `text ${index}`, { force: false })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readFile(inFolder('a'), 'utf8')).toBe(
    `text ${outcomes.findIndex(({ status }) => status === 'fulfilled')}`,
  );
  expect(await readdir(folder)).toEqual(['a']);
});

test('replaces a file by force, its permissions too', async () => {
  await writeFile(inFolder('a'), 'before');
  await chmod(inFolder('a'), 0o644);
  await writePrivateFile(inFolder('a'), 'after', { force: true });
  expect(await readFile(inFolder('a'), 'utf8')).toBe('after');
  expect((await stat(inFolder('a'))).mode & 0o777).toBe(0o600);
});

test('takes a link that leads nowhere for a file', async () => {
  await symlink(inFolder('nowhere'), inFolder('a'));
  await expect(refuseExistingFile(inFolder('a'))).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(writePrivateFile(inFolder('a'), 'x', { force: false })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('takes a name as long as names can be', async () => {
  await writePrivateFile(inFolder('n'.repeat(255)), 'text', { force: false });
  expect(await readdir(folder)).toEqual(['n'.repeat(255)]);
});

test.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('leaves nothing behind when %s ends it', async (signal) => {
  // Stopped between the writing and the moving.
  const script = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.link = () => { console.log('written'); return new Promise(() => setInterval(() => {}, 1000)); };
    syncBuiltinESMExports();
    const { writePrivateFile } = await import(${JSON.stringify(source)});
    await writePrivateFile(${JSON.stringify(inFolder('a'))}, 'hunter2', { force: false });`;
  const child = spawn(process.execPath, ['--conditions=@kongflow/source', '--input-type=module', '-e', script]);
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  expect(await readdir(folder)).toHaveLength(1);
  child.kill(signal);
  expect(await ended).toEqual([null, signal]);
  expect(await readdir(folder)).toEqual([]);
});

describe('says why it cannot', () => {
  test('over a device, even by force', async () => {
    // By a link, so that no test can harm the device.
    await symlink('/dev/null', inFolder('a'));
    await expect(writePrivateFile(inFolder('a'), 'x', { force: true })).rejects.toMatchObject({
      code: 'USAGE',
      message: `Cannot write ${inFolder('a')}: it is a device or a pipe; leave out --output and redirect to it.`,
    });
    expect(await readlink(inFolder('a'))).toBe('/dev/null');
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('in a folder that does not exist', async () => {
    await expect(writePrivateFile(inFolder('b/a'), 'x', { force: false })).rejects.toMatchObject({
      code: 'USAGE',
      message: `Cannot write ${inFolder('b/a')}: there is no such file or folder.`,
    });
  });

  test('over a folder, and cleans up', async () => {
    await mkdir(inFolder('a'));
    await expect(writePrivateFile(inFolder('a'), 'x', { force: true })).rejects.toMatchObject({
      code: 'USAGE',
      message: `Cannot write ${inFolder('a')}: it is a folder.`,
    });
    expect(await readdir(folder)).toEqual(['a']);
  });
});
