import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { EmbeddedPostgres } from '@kongflow/testing';
import type { Client } from 'pg';
import { CodegenError } from '../errors.ts';
import { applySqlFiles } from '../schema/apply-sql.ts';
import { dropMadeRoles } from '../schema/own-server.ts';
import { readSchemaFiles } from '../schema/schema-files.ts';
import { connect, messageOf, refuseOldServer, urlOfDatabase } from './connect.ts';
import { startServer } from './embedded-server.ts';
import { onInterrupt } from './on-interrupt.ts';

/** A database with the schema and nothing else in it, gone when closed. */
export interface ScratchDatabase {
  readonly url: string;
  readonly client: Client;
  close(): Promise<void>;
}

export interface ScratchOptions {
  /** Folder of the migrations, or a .sql file: absolute, or relative to `root`. */
  readonly migrations: string;
  /** What messages name the files relative to. Default: nothing. */
  readonly root?: string;
  /** A server to create the database on. Default: an embedded one, started for this run. */
  readonly serverUrl?: string | undefined;
  /** An embedded one that is being started for this run. */
  readonly server?: Promise<EmbeddedPostgres> | undefined;
}

/**
 * Creates the database and migrates it up.
 * @throws {CodegenError} `DATABASE`, `SERVER_TOO_OLD` or `MIGRATION`.
 */
export async function openScratchDatabase({
  migrations,
  root = '',
  serverUrl,
  server: starting,
}: ScratchOptions): Promise<ScratchDatabase> {
  const schema = readSchemaFiles(root, migrations);
  const server = serverUrl === undefined ? await (starting ?? startServer()) : undefined;
  const releases: (() => Promise<unknown>)[] = server === undefined ? [] : [async () => server.stop()];
  const close = async (): Promise<void> => {
    for (const release of releases.splice(0).toReversed()) await release();
  };
  try {
    const url = server?.url() ?? (await createDatabase(serverUrl ?? '', releases, close));
    const client = await connect(url);
    releases.push(async () => client.end());
    await refuseOldServer(client);
    if (schema.kind === 'sql') await applySqlFiles(client, schema.files);
    else {
      // Only here: most schemas are SQL, and need not wait for node-pg-migrate to be loaded.
      const { runMigrations } = await import('../schema/run-migrations.ts');
      await runMigrations(client, schema.directory, path.posix.join(migrations, '.'));
    }
    return { url, client, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Not on a server's own databases: the run migrates, and must leave no trace. */
async function createDatabase(
  serverUrl: string,
  releases: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<string> {
  const name = `kongflow_codegen_${randomBytes(6).toString('hex')}`;
  const admin = await connect(serverUrl);
  releases.push(
    async () => admin.end(),
    // What is in the database may be theirs.
    async () => dropMadeRoles(admin),
  );
  // Before there is one: the process may be told to end while the server is making it.
  releases.push(async () => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const forget = onInterrupt(close);
  releases.push(async () => {
    forget();
  });
  try {
    await admin.query(`CREATE DATABASE ${name}`);
  } catch (cause) {
    const hint = 'The role needs CREATEDB; without --database-url an embedded server is used.';
    throw new CodegenError('DATABASE', `cannot create a scratch database: ${messageOf(cause)}. ${hint}`, { cause });
  }
  return urlOfDatabase(serverUrl, name);
}
