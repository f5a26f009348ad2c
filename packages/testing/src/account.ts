import { spawn, spawnSync } from 'node:child_process';
import { TestingError } from './errors.ts';

/** Who PostgreSQL runs as; without `ids` it is the user of this process. */
export interface Account {
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/** What a finished command left behind; `status` is null when it could not be started or was killed. */
export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
  /** The errno name of a command that could not be started, such as `EACCES`. */
  readonly spawnError: string | null;
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout) : null;
}

/**
 * The account for the server: PostgreSQL refuses to run as root, so root lends it `postgres` or else `nobody`.
 *
 * `nobody` is enough, but a bare uid is not: initdb looks its own name up in the passwd file. Creating an account would
 * change the host for good, so it is not done.
 *
 * @throws {TestingError} `UNSUPPORTED_PLATFORM` when this is root and neither account exists.
 */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return { ids: {} };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== null && gid !== null) return { ids: { uid, gid } };
  }
  throw new TestingError(
    'UNSUPPORTED_PLATFORM',
    'PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" account to lend it. Run as an ordinary user.',
  );
}

/** Runs a command as the account and collects what it prints. */
export async function runAs(account: Account, command: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    // The parent's own directory may be closed to the account.
    const child = spawn(command, args, {
      ...account.ids,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: null, output: error.message, spawnError: error.code ?? 'UNKNOWN' });
    });
    child.once('close', (status) => {
      resolve({ status, output: output.trim(), spawnError: null });
    });
  });
}

/** Whether the account may walk to this directory: root's home, for one, is closed to others. */
export async function canEnter(account: Account, directory: string): Promise<boolean> {
  if (account.ids.uid === undefined) return true;
  const { status } = await runAs(account, '/bin/sh', ['-c', 'cd -- "$0"', directory]);
  return status === 0;
}
