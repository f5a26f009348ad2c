import { readFile, readlink, realpath, rename, rm } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { TestingError } from './errors.ts';
import { waitFor } from './wait-for.ts';

/*
 * What postmaster.pid of a data directory may mean:
 *   absent          nobody runs there
 *   stale           its process is gone, or the number now belongs to another program → removed
 *   orphan          a server whose owner (a process of ours) has died: its guardian is ending it → waited for
 *   in use          a server whose owner lives, or that is not ours → error
 * PostgreSQL sees the first two cases itself, except for a number that another process of the same user got meanwhile,
 * which happens at once in containers with few processes.
 */

const shutdownMs = 60_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isServerOn(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    // A server's working directory is its data directory, always.
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataDirectory));
  } catch {
    return (await commandLine(pid)).includes('postgres');
  }
}

/** For where the working directory cannot be seen: root of a container may not look into other users' processes, macOS has no /proc. */
async function commandLine(pid: number): Promise<string> {
  const line = await readText(`/proc/${pid}/cmdline`);
  return line ?? spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

async function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

async function ownerOf(dataDirectory: string): Promise<number | null> {
  const options = await readText(path.join(dataDirectory, 'postmaster.opts'));
  const match = options === null ? null : /kongflow\.owner=(\d+)/.exec(options);
  return match === null ? null : Number(match[1]);
}

/** Takes the file away only if it still says what we judged: a server may have started in between. */
async function removeStale(file: string, judged: string): Promise<void> {
  const aside = `${file}.stale-${randomBytes(4).toString('hex')}`;
  await rename(file, aside).catch(() => undefined);
  if ((await readText(aside)) === judged) await rm(aside, { force: true });
  else await rename(aside, file).catch(() => undefined);
}

/** The setting that tells a later starter which process owns the server. */
export const ownerSetting = `kongflow.owner=${process.pid}`;

/**
 * Waits until no server runs on the directory, if the one there is about to end.
 * @throws {TestingError} `DATA_DIRECTORY_IN_USE` when it belongs to a living process.
 */
export async function waitUntilFree(dataDirectory: string): Promise<void> {
  const file = path.join(dataDirectory, 'postmaster.pid');
  const text = await readText(file);
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || !(await isServerOn(pid, dataDirectory))) {
    await removeStale(file, text);
    return;
  }
  const owner = await ownerOf(dataDirectory);
  if (owner === null || isAlive(owner)) {
    const who = owner === null ? `PostgreSQL process ${pid}` : `process ${owner} (its PostgreSQL is process ${pid})`;
    throw new TestingError(
      'DATA_DIRECTORY_IN_USE',
      `${dataDirectory} is in use by ${who}. Stop that process, or choose another data directory.`,
    );
  }
  await waitFor(async () => !(await isServerOn(pid, dataDirectory)), {
    timeoutMs: shutdownMs,
    describe: () => `PostgreSQL process ${pid}, left over from process ${owner}, to shut down on ${dataDirectory}`,
  });
}
