import { copyFile, lstat, mkdir, mkdtemp, readFile, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { TestingError } from './errors.ts';

function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

async function readSymlinks(native: string): Promise<{ file: string; pointsTo: string }[]> {
  let text: string;
  try {
    text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []; // the macOS packages need none
    throw error;
  }
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) return [];
    const { source, target } = entry;
    if (typeof source !== 'string' || typeof target !== 'string') return [];
    return [{ file: path.join(native, target.replace(/^native\//, '')), pointsTo: path.basename(source) }];
  });
}

/** Whether there is a file, or a link to nowhere. */
export async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the library symlinks that npm packages cannot carry. The package's install script would, but ours may not run
 * install scripts. Parallel processes may do this at once: whoever comes second finds the link there.
 */
export async function makeSymlinks(native: string): Promise<'complete' | 'read-only'> {
  for (const { file, pointsTo } of await readSymlinks(native)) {
    if (await exists(file)) continue;
    try {
      await symlink(pointsTo, file);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'read-only';
      throw error;
    }
  }
  return 'complete';
}

async function fileCount(directory: string): Promise<number> {
  return (await readdir(directory, { recursive: true })).length;
}

/** Not `fs.cp`: that takes over the modes of read-only directories too, which could then neither be filled nor removed. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o755 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyFile(source, target);
  }
}

/** A copy under the temporary directory, shared by all processes of this user; about 60 MB, made once in about 0.3 s. */
export async function copyBinaries(native: string, temporary: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const uid = process.geteuid?.() ?? 0;
  const shared = path.join(temporary, `kongflow-postgres-${version}-${uid}`);
  const owner = await lstat(shared).catch(() => null);
  if (owner !== null && (owner.uid !== uid || !owner.isDirectory() || (owner.mode & 0o022) !== 0)) {
    // Executing what somebody else may have put there would hand them this account.
    throw new TestingError(
      'BINARIES_UNUSABLE',
      `${shared} exists but does not belong to this user alone. Remove it, or set TMPDIR to another directory.`,
    );
  }

  // Made aside and renamed into place: a process never sees half a copy, and of two at once one wins.
  const aside = await mkdtemp(`${shared}-`);
  try {
    if (owner !== null) {
      const expected = (await fileCount(native)) + (await missingSymlinks(native));
      if ((await fileCount(shared)) === expected) return shared;
      await rename(shared, path.join(aside, 'damaged')).catch(() => undefined); // cleaners of /tmp remove single files
    }
    const copy = path.join(aside, 'native');
    await copyTree(native, copy);
    await makeSymlinks(copy);
    await rename(copy, shared).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
    });
    return shared;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function missingSymlinks(native: string): Promise<number> {
  let missing = 0;
  for (const { file } of await readSymlinks(native)) if (!(await exists(file))) missing++;
  return missing;
}
