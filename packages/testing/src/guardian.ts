import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Account } from './account.ts';

/** A server that ends when this process ends, however that happens. */
export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Asks for a fast, clean shutdown; asked again, ends the server at once, and its next start recovers from the log. */
  interrupt(): void;
  /** Lets the event loop of this process end although the server still runs. */
  unref(): void;
}

/*
 * A small shell between us and the server reads our end of its stdin. The kernel closes that end when this process
 * dies, kill -9 included, and the shell then shuts the server down and clears a throwaway directory. An exit handler
 * of ours would not run in that case, and a server left over holds its directory and its port.
 *
 * One line on stdin: fast shutdown, by SIGINT; SIGTERM goes before it because a shell has its background processes
 * ignore SIGINT until they say otherwise, and a server just started has not. A second line: SIGQUIT (immediate).
 * End of file: as one line.
 * A server that ends by itself, as when its port is taken, leaves its directory: it may be started there again. The
 * trap on USR1 is how the reading subshell tells the waiting one which of the two it was; it interrupts `wait`.
 * Descriptor 4 is the open data directory, if there is one; descriptor 3 must not leak into the server.
 */
const script = `
exec 3<&0
told=
trap 'told=yes' USR1
"$0" "$@" </dev/null 3<&- &
server=$!
(
  read -r _ <&3
  kill -USR1 $$
  kill -TERM "$server" 2>/dev/null
  kill -INT "$server" 2>/dev/null
  if read -r _ <&3; then kill -QUIT "$server" 2>/dev/null; fi
) &
reader=$!
wait "$server"
status=$?
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
kill "$reader" 2>/dev/null
if [ -n "$told" ] && [ -n "$KONGFLOW_THROWAWAY" ]; then rm -rf -- "$KONGFLOW_THROWAWAY"; fi
exit "$status"
`;

/** How a server is started under guard. */
export interface GuardedCommand {
  readonly account: Account;
  readonly command: string;
  readonly args: readonly string[];
  /** An open directory that the server finds as descriptor 4. */
  readonly directory: number;
  /** An open file that it finds as descriptor 5. Default none. */
  readonly input?: number;
  /** Removed once the server has ended, also when nobody of ours is left to do it. */
  readonly throwaway: string | null;
}

/** Starts a command under the guardian shell, in a session of its own so that Ctrl-C reaches us and not the server. */
export function spawnGuarded({ account, command, args, directory, input, throwaway }: GuardedCommand): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', script, command, ...args], {
    ...account.ids,
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C', KONGFLOW_THROWAWAY: throwaway ?? '' },
    stdio: ['pipe', 'ignore', 'pipe', 'ignore', directory, input ?? 'ignore'],
    detached: true,
  });
  const { stdin, stderr } = child;
  stdin?.on('error', () => undefined); // EPIPE: the shell has gone, which 'exit' reports
  return {
    child,
    interrupt: () => void stdin?.write('\n'),
    unref() {
      child.unref();
      for (const stream of [stdin, stderr]) if (stream instanceof Socket) stream.unref();
    },
  };
}

/** Runs a command to its end under guard; what it has made in the throwaway directory goes if this process dies meanwhile. */
export async function runGuarded(guardedCommand: GuardedCommand): Promise<{ status: number | null; output: string }> {
  const { child } = spawnGuarded(guardedCommand);
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, output: output.trim() });
    });
  });
}
