import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { canEnter, type Account } from './account.ts';
import { TestingError } from './errors.ts';
import { runGuarded } from './guardian.ts';

/** An initialised data directory, held open so that the server reaches it. */
export interface DataDirectory {
  /** Where it is, for us. */
  readonly path: string;
  /** How the server is to call it. */
  readonly pathForServer: string;
  readonly handle: FileHandle;
  /** Null when the cluster was made by something else and asks for none. */
  readonly password: string | null;
  /** What to remove when the server has ended; null for a persistent directory. */
  readonly throwaway: string | null;
  /** The account that owns the files: PostgreSQL insists on running as it. */
  readonly account: Account;
}

const passwordFile = 'kongflow-password';
const roomNeeded = 512 * 1024 * 1024;

/** Memory if there is room (containers often have 64 MB there), else the temporary directory: files in memory clone faster. */
async function throwawayBase(): Promise<string> {
  const memory = '/dev/shm';
  const room = await statfs(memory).catch(() => null);
  return room !== null && room.bavail * room.bsize > roomNeeded ? memory : tmpdir();
}

async function giveTo(account: Account, file: string): Promise<void> {
  if (account.ids.uid !== undefined && account.ids.gid !== undefined)
    await chown(file, account.ids.uid, account.ids.gid);
}

/**
 * How the server can name a directory that its account may not walk to, such as a checkout under /root: by the
 * descriptor that it inherits. The kernel resolves that name without looking at the directories above.
 */
async function nameForServer(account: Account, directory: string): Promise<string> {
  if (await canEnter(account, directory)) return directory;
  if (platform() === 'linux') return '/proc/self/fd/4';
  throw new TestingError(
    'DATA_DIRECTORY_UNUSABLE',
    `The account that PostgreSQL runs as may not enter ${directory}. Choose a data directory that others can reach, or do not run as root.`,
  );
}

async function openDirectory(
  account: Account,
  directory: string,
): Promise<Pick<DataDirectory, 'handle' | 'pathForServer'>> {
  const handle = await open(directory, 'r');
  try {
    return { handle, pathForServer: await nameForServer(account, directory) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A file without a name: it cannot be left behind. */
async function openNameless(account: Account, content: string): Promise<FileHandle> {
  const desk = await mkdtemp(path.join(tmpdir(), 'kongflow-'));
  try {
    const file = path.join(desk, 'nameless');
    await writeFile(file, content, { mode: 0o600 });
    await giveTo(account, file);
    return await open(file, 'r');
  } finally {
    await rm(desk, { recursive: true, force: true });
  }
}

/** The built-in provider sorts alike on every system. */
const sortingAlike = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** initdb in an empty directory of the account, with a random password: other users of the machine can reach the port. */
async function initialise(
  binaries: string,
  account: Account,
  directory: string,
  { durable, throwaway, onInitdb }: { durable: boolean; throwaway: string; onInitdb?: (() => void) | undefined },
): Promise<string> {
  const password = randomBytes(18).toString('base64url');
  const { handle, pathForServer } = await openDirectory(account, directory);
  const input = await openNameless(account, password);
  const args = ['-D', pathForServer, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile=/dev/fd/5', '-E', 'UTF8'];
  // C keeps the server's messages in English, which we read.
  args.push('--no-instructions', '--locale=C');
  // A random password needs no stretching, and a test run opens very many connections.
  if (!durable) args.push('--no-sync', '--set', 'scram_iterations=1');
  try {
    const command = path.join(binaries, 'bin', 'initdb');
    const initdb = async (more: readonly string[]): ReturnType<typeof runGuarded> =>
      runGuarded({ account, command, args: [...args, ...more], directory: handle.fd, input: input.fd, throwaway });
    const running = initdb(sortingAlike);
    onInitdb?.();
    let result = await running;
    // Binaries of PostgreSQL 16 and older, which somebody put in the place of ours.
    if (result.status !== 0 && result.output.includes('unrecognized locale provider')) result = await initdb([]);
    if (result.status !== 0) {
      throw new TestingError('INIT_FAILED', `initdb could not set up ${directory}:\n${result.output}`);
    }
  } finally {
    await handle.close();
    await input.close();
  }
  const passwordPath = path.join(directory, passwordFile);
  await writeFile(passwordPath, password, { mode: 0o600 });
  await giveTo(account, passwordPath);
  return password;
}

/** A fresh directory that goes away with its server. */
export async function createThrowaway(
  binaries: string,
  account: Account,
  durable: boolean,
  onInitdb?: () => void,
): Promise<DataDirectory> {
  const home = await mkdtemp(path.join(await throwawayBase(), 'kongflow-pg-'));
  try {
    const directory = path.join(home, 'data');
    await mkdir(directory, { mode: 0o700 });
    await giveTo(account, directory);
    await giveTo(account, home);
    const password = await initialise(binaries, account, directory, { durable, throwaway: home, onInitdb });
    return { path: directory, password, throwaway: home, account, ...(await openDirectory(account, directory)) };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function readVersion(directory: string): Promise<string | null> {
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new TestingError(
        'DATA_DIRECTORY_UNUSABLE',
        `${directory} belongs to another user. Run as that user, or choose another data directory.`,
        { cause: error },
      );
    return null;
  });
  return version?.trim() ?? null;
}

/** Made aside and renamed into place: neither a crash in the middle nor a second starter ever leaves half a cluster. */
async function createPersistent(
  binaries: string,
  account: Account,
  directory: string,
  durable: boolean,
): Promise<void> {
  await mkdir(path.dirname(directory), { recursive: true });
  const aside = `${directory}.init-${randomBytes(4).toString('hex')}`;
  await mkdir(aside, { mode: 0o700 });
  try {
    await giveTo(account, aside);
    await initialise(binaries, account, aside, { durable, throwaway: aside });
    await rename(aside, directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // the other starter was first
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Opens a persistent directory, initialising it if it is new or empty. */
export async function openPersistent(
  binaries: string,
  account: Account,
  directory: string,
  durable: boolean,
): Promise<DataDirectory> {
  if ((await readVersion(directory)) === null) {
    const entries = await readdir(directory).catch(() => []);
    if (entries.length > 0) {
      throw new TestingError(
        'DATA_DIRECTORY_UNUSABLE',
        `${directory} is not empty, and holds no PostgreSQL data. Choose another data directory, or empty this one.`,
      );
    }
    await createPersistent(binaries, account, directory, durable);
  }
  const version = await readVersion(directory);
  if (version !== binaryMajor) {
    throw new TestingError(
      'DATA_DIRECTORY_UNUSABLE',
      `${directory} was written by PostgreSQL ${version ?? 'of an unknown version'}; the embedded one is ${binaryMajor}. Dump and restore it, or choose another data directory.`,
    );
  }
  // As root we can be whoever owns the files, such as the ordinary user who was here before.
  const owner = await stat(directory);
  const actual: Account =
    account.ids.uid === undefined || owner.uid === 0 ? account : { ids: { uid: owner.uid, gid: owner.gid } };
  const password = await readFile(path.join(directory, passwordFile), 'utf8').catch(() => null);
  return { path: directory, password, throwaway: null, account: actual, ...(await openDirectory(actual, directory)) };
}

const binaryMajor = '18';
