import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { EmbeddedPostgres } from '@kongflow/testing';
import { withFile } from '../file-error.ts';
import type { ChosenTargets } from '../run.ts';
import { startServer } from './embedded-server.ts';

/** A server that is being started while the modules that will ask it are loaded and the queries are read. */
export interface ServerAhead {
  /** Absent where none is needed. Fails as {@link startServer} does, if anybody waits for it. */
  readonly server: Promise<EmbeddedPostgres> | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a server for a run that looks as if it needed one, and returns when it starts by itself: a process that is busy
 * with something else would keep it from getting there.
 * @param databaseUrl the server to use instead
 */
export async function startAhead(chosen: ChosenTargets, databaseUrl: string | undefined): Promise<ServerAhead> {
  if (databaseUrl !== undefined || !needsServer(chosen)) return { server: undefined, stop: async () => undefined };
  const { promise: underWay, resolve: onInitdb } = Promise.withResolvers<void>();
  const server = startServer(onInitdb);
  const settled = server.then(
    (started) => started,
    () => undefined,
  );
  await Promise.race([underWay, settled]);
  return {
    server,
    async stop() {
      await (await settled)?.stop();
    },
  };
}

/** Without a schema the run fails, and without a file of queries it has nothing to ask. */
function needsServer({ config: { root, options }, compiled }: ChosenTargets): boolean {
  if (typeof options.schema !== 'string' || !existsSync(path.join(root, options.schema))) return false;
  return compiled.some(({ queriesDirectory }) => {
    const directory = path.join(root, queriesDirectory);
    if (!existsSync(directory)) return false;
    const names = withFile(`read the folder ${queriesDirectory}`, () => readdirSync(directory));
    return names.some((name) => name.endsWith('.sql'));
  });
}
