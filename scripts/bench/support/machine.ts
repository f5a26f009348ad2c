import { readFileSync } from 'node:fs';
import os from 'node:os';
import { createRequire } from 'node:module';
import type { Database } from '@kongflow/database';
import { z } from 'zod';

/** What the figures of a benchmark depend on: machine, Node, PostgreSQL and its durability, pg-boss. */
export async function describeMachine(database: Database): Promise<string> {
  const { rows } = await database.query({
    text: `SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')`,
    values: [],
    rowMode: 'array',
  });
  const [version, fsync, commit] = rows[0] ?? [];
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return [
    `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory} GB, ${os.type()} ${os.release()} ${os.arch()}`,
    `Node ${process.versions.node}, pg-boss ${versionOf('pg-boss')}, PostgreSQL ${String(version)} (fsync ${String(fsync)}, synchronous_commit ${String(commit)})`,
  ].join('\n');
}

function versionOf(name: string): string {
  const from = createRequire(new URL('../../../packages/worker-queue/package.json', import.meta.url));
  const manifest: unknown = JSON.parse(readFileSync(from.resolve(`${name}/package.json`), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
