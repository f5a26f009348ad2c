import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { reasonOf } from './read-file.ts';

/** How to write a file. */
export interface WriteFileOptions {
  /** Replace what is there. */
  readonly force: boolean;
}

/**
 * Writes a file that only its owner may read, whole or not at all: next to its place, then moved there.
 * @throws {CliError} `CONFLICT` when there is one and `force` is not set; `USAGE` when it cannot be written
 */
export async function writePrivateFile(file: string, content: string, { force }: WriteFileOptions): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeAndSync(temporary, content);
    await (force ? rename(temporary, file) : moveToFreePlace(temporary, file));
  } catch (cause) {
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
