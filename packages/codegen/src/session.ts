import { readCatalog } from './catalog/read-catalog.ts';
import type { CompilerContext } from './compile/compile-queries.ts';
import { placeInConfig } from './config/config-error.ts';
import type { Config } from './config/load-config.ts';
import { Describer } from './database/describe.ts';
import { openLiveDatabase } from './database/live-database.ts';
import { openScratchDatabase, type ScratchDatabase, type ScratchOptions } from './database/scratch-database.ts';

/** A database with the schema, ready to be asked about queries. */
export interface Session {
  readonly context: CompilerContext;
  close(): Promise<void>;
}

/** Statements described at once: as many as keep two cores busy, one being the server's. */
const CONNECTIONS = 3;

/**
 * Opens what the option `schema` names: a scratch database with these files applied, or the database itself.
 * @param databaseUrl the server to make the scratch database on, or the database to look at
 * @param server an embedded one that is being started, for where there is no `databaseUrl`; it is stopped with the session
 * @throws {CodegenError} `CONFIG`, `DATABASE`, `SERVER_TOO_OLD` or `MIGRATION`.
 */
export async function openSession(
  config: Config,
  databaseUrl: string | undefined,
  server?: ScratchOptions['server'],
): Promise<Session> {
  const database = await openDatabase(config, databaseUrl, server);
  try {
    const [catalog, describer] = await Promise.all([
      readCatalog(database.client),
      Describer.connect(database.url, CONNECTIONS),
    ]);
    return {
      context: { client: database.client, describer, catalog, maxVariants: config.options.maxVariants },
      async close() {
        describer.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase(
  { source, root, options }: Config,
  url: string | undefined,
  server: ScratchOptions['server'],
): Promise<ScratchDatabase> {
  if (typeof options.schema !== 'string') return openLiveDatabase(url);
  try {
    return await openScratchDatabase({ root, migrations: options.schema, serverUrl: url, server });
  } catch (error) {
    throw placeInConfig(source, error);
  }
}
