import { chmodSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, waitFor } from '@kongflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { startInOtherProcess, type OtherProcess } from './support/other-process.ts';
import { isRunning, serverPid } from './support/processes.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

function whereabouts({ said }: OtherProcess): { dataDirectory: string; pid: number } {
  const { dataDirectory = '' } = said;
  return { dataDirectory, pid: serverPid(dataDirectory) };
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  '%s to the owner leaves neither server nor files',
  async (signal) => {
    const other = await startInOtherProcess('stay');
    const { dataDirectory, pid } = whereabouts(other);
    expect(isRunning(pid)).toBe(true);
    other.child.kill(signal);
    await other.exited;
    await waitFor(() => !isRunning(pid), { describe: 'the orphan to end' });
    await waitFor(() => !existsSync(path.dirname(dataDirectory)), { describe: 'its directory to go' });
  },
);

test('an owner that forgets to stop it ends all the same, and the server with it', async () => {
  const other = await startInOtherProcess('leave');
  expect(await other.exited).toBe(0);
  const { dataDirectory = '' } = other.said;
  await waitFor(() => !existsSync(dataDirectory), { describe: 'the directory to go' });
});

test('the next start on a persistent directory waits for the server of a killed owner', async () => {
  const dataDirectory = path.join(temporaryDirectory(), 'pg');
  const other = await startInOtherProcess('stay', dataDirectory);
  const { pid } = whereabouts(other);
  other.child.kill('SIGKILL');
  await other.exited;
  const server = await startEmbeddedPostgres({ dataDirectory, durable: false });
  onTestFinished(server.stop);
  expect(isRunning(pid)).toBe(false);
  expect(serverPid(dataDirectory)).not.toBe(pid);
});

test('an owner killed while initdb runs leaves no files either', async () => {
  const temporary = temporaryDirectory();
  chmodSync(temporary, 0o777);
  const other = await startInOtherProcess('announce', path.join(temporary, 'pg'));
  const half = await waitFor(() => readdirSync(temporary).find((name) => name.startsWith('pg.init-')));
  await waitFor(() => existsSync(path.join(temporary, half, 'PG_VERSION')), { describe: 'initdb to begin' });
  other.child.kill('SIGKILL');
  await other.exited;
  await waitFor(() => !existsSync(path.join(temporary, half)), { describe: 'its directory to go' });
  expect(readdirSync(temporary)).toEqual([]);
});
