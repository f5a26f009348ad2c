import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process running start-server.ts, and the line it printed. */
export interface OtherProcess {
  readonly child: ChildProcess;
  readonly said: { readonly url?: string; readonly dataDirectory?: string; readonly error?: string };
  readonly exited: Promise<number | null>;
}

/** Starts a server from another process and waits for what it says. */
export async function startInOtherProcess(
  mode: 'stay' | 'leave' | 'announce',
  dataDirectory?: string,
): Promise<OtherProcess> {
  const script = new URL('start-server.ts', import.meta.url).pathname;
  const args = ['--conditions=@kongflow/source', script, mode, ...(dataDirectory === undefined ? [] : [dataDirectory])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) return { child, said: JSON.parse(line), exited };
  throw new Error('start-server.ts ended without a word');
}
