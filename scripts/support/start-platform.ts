import { createLogger } from '@kongflow/logger';
import { createFetchHandler, serve } from '@kongflow/server';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import { bootstrap, createKongflow, type Kongflow } from 'kongflow';
import { encryptionKey } from './encryption-key.ts';
import { openDatabase } from './open-database.ts';
import type { Settings } from './settings.ts';

/** A whole platform in this process: database, schema, workers and API. */
export interface Platform {
  readonly kongflow: Kongflow;
  readonly url: string;
  /** The environments of the first project, with their keys. */
  readonly environments: readonly AuthenticatedEnvironment[];
  /** Drains what runs, then stops everything, the embedded database last. */
  stop(): Promise<void>;
}

/** Options of {@link startPlatform}. */
export interface PlatformOptions {
  readonly settings: Settings;
  /** Folder for the embedded database. */
  readonly folder: string;
  /** TCP port of the API; 0 takes a free one. */
  readonly port: number;
  readonly hostname?: string;
  /** Default: that of the settings. */
  readonly logLevel?: Settings['logLevel'];
  /** Told of each step as it is done. */
  readonly onStep?: (step: string) => void;
}

/** Starts everything in order; what was started is stopped again when a later step fails. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { settings } = options;
  const step = options.onStep ?? (() => undefined);
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let undo = started.pop(); undo !== undefined; undo = started.pop()) await undo();
  };
  try {
    const database = await openDatabase(options.folder, settings.databaseUrl);
    started.push(() => database.stop());
    step(database.description);

    const kongflow = createKongflow({
      database: { connectionString: database.url },
      encryptionKey: encryptionKey(settings),
      logger: createLogger({ level: options.logLevel ?? settings.logLevel }),
      // done below, before the first project is looked for
      migrateOnStart: false,
    });
    started.push(() => kongflow.stop());
    await kongflow.migrate();
    step('schema is up to date');

    const { environments } = await bootstrap(kongflow);
    await kongflow.start();
    step('workers run');

    const { hostname } = options;
    const fetch = createFetchHandler(kongflow);
    const server = await serve({ fetch, port: options.port, ...(hostname === undefined ? {} : { hostname }) });
    started.push(() => server.stop());
    // Runs under way call the API until they are done: the workers drain while it still answers.
    started.push(() => kongflow.drain());
    return { kongflow, url: `http://${hostname ?? 'localhost'}:${server.port}`, environments, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
