import { randomBytes } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { copyFile, link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { reasonOf } from './read-file.ts';

const endingSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** How to write a file. */
export interface WriteFileOptions {
  /** Replace the file that is there. */
  readonly force: boolean;
}

/**
 * Writes a file that only its owner may read, whole or not at all: next to its place, then moved there.
 * @throws {CliError} `CONFLICT` when there is one and `force` is not set; `USAGE` when it cannot be written, or is a
 *   device, a pipe or a folder
 */
export async function writePrivateFile(file: string, content: string, { force }: WriteFileOptions): Promise<void> {
  // Not after the file, whose name may be as long as names can be.
  const temporary = path.join(path.dirname(file), `.kongflow-${randomBytes(6).toString('hex')}.tmp`);
  using _ = removeOnSignal(temporary);
  try {
    if (force) await refuseSpecialFile(file);
    await writeAndSync(temporary, content);
    await (force ? rename(temporary, file) : moveToFreePlace(temporary, file));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    if (hasCode(cause, 'EEXIST')) throw occupied(file);
    throw new CliError('USAGE', `Cannot write ${file}: ${reasonOf(cause)}.`, { cause });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Looks ahead, before anybody is asked for a passphrase. @throws {CliError} `CONFLICT` */
export async function refuseExistingFile(file: string): Promise<void> {
  const exists = await lstat(file).then(
    () => true,
    () => false,
  );
  if (exists) throw occupied(file);
}

/** Moved over one of these, the file would take its place: /dev/stdout would be gone, for all programs. */
async function refuseSpecialFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null || found.isFile()) return;
  const what = found.isDirectory() ? 'a folder' : 'a device or a pipe; leave out --output and redirect to it';
  throw new CliError('USAGE', `Cannot write ${file}: it is ${what}.`);
}

/** A signal ends the process at once, and would leave what was written so far. */
function removeOnSignal(file: string): Disposable {
  const end = (signal: NodeJS.Signals): void => {
    rmSync(file, { force: true });
    forget();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of endingSignals) process.off(signal, end);
  };
  for (const signal of endingSignals) process.on(signal, end);
  return { [Symbol.dispose]: forget };
}

async function writeAndSync(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A link fails when its name is taken, whoever took it a moment ago; a rename would replace it. */
async function moveToFreePlace(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error;
    // Some file systems have no links.
    await copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function occupied(file: string): CliError {
  return new CliError('CONFLICT', `${file} exists already. Choose another name, or replace it with --force.`);
}
