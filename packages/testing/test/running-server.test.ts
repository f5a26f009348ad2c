import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownerSetting, waitUntilFree } from '../src/running-server.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

/** A process that looks like a server: it works in the data directory. */
function pretendServer(directory: string): { pid: number; end: () => void } {
  const child = spawn('/bin/sh', ['-c', 'while :; do read -r _ || exit; done'], {
    cwd: directory,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const end = (): void => {
    child.stdin.end();
  };
  onTestFinished(end);
  return { pid: child.pid ?? 0, end };
}

function writeLock(directory: string, pid: number, owner: string): string {
  const lock = path.join(directory, 'postmaster.pid');
  writeFileSync(lock, `${pid}\n${directory}\n`);
  writeFileSync(path.join(directory, 'postmaster.opts'), `postgres "-D" "${directory}" "-c" "${owner}"\n`);
  return lock;
}

const nobody = 'kongflow.owner=2147483646';

test('a directory without a lock file is free', async () => {
  await expect(waitUntilFree(temporaryDirectory())).resolves.toBeUndefined();
});

test.each(['not a number\n', '2147483646\n', `${process.pid}\n`])(
  'the lock file %j is stale and goes',
  async (text) => {
    const directory = temporaryDirectory();
    const lock = path.join(directory, 'postmaster.pid');
    writeFileSync(lock, text);
    await waitUntilFree(directory);
    expect(existsSync(lock)).toBe(false);
  },
);

test('a server that is not ours is left alone', async () => {
  const directory = temporaryDirectory();
  const { pid } = pretendServer(directory);
  const lock = writeLock(directory, pid, 'port=1');
  await expect(waitUntilFree(directory)).rejects.toMatchObject({
    code: 'DATA_DIRECTORY_IN_USE',
    message: expect.stringContaining(`PostgreSQL process ${pid}`),
  });
  expect(existsSync(lock)).toBe(true);
});

test('a server whose owner lives is left alone', async () => {
  const directory = temporaryDirectory();
  const { pid } = pretendServer(directory);
  writeLock(directory, pid, ownerSetting);
  await expect(waitUntilFree(directory)).rejects.toMatchObject({
    message: expect.stringContaining(`process ${process.pid} (its PostgreSQL is process ${pid})`),
  });
});

test('a server whose owner has died is waited for', async () => {
  const directory = temporaryDirectory();
  const { pid, end } = pretendServer(directory);
  writeLock(directory, pid, nobody);
  const order: string[] = [];
  const waiting = waitUntilFree(directory).then(() => order.push('free'));
  order.push('ending');
  end();
  await waiting;
  expect(order).toEqual(['ending', 'free']);
});
