import type { EmbeddedPostgres } from '@kongflow/testing';
import type { Config } from '../config/load-config.ts';
import { startServer } from '../database/embedded-server.ts';
import { openSession, type Session } from '../session.ts';
import { fingerprint } from './fingerprint.ts';

/** Keeps a server for as long as `watch` runs, and on it a database with the schema as it is now. */
export class SchemaKeeper {
  readonly #databaseUrl: string | undefined;
  #server: EmbeddedPostgres | undefined;
  #open: { session: Session; fingerprint: string } | undefined;

  /** @param databaseUrl a server, or the database to look at; default: an embedded server */
  constructor(databaseUrl: string | undefined) {
    this.#databaseUrl = databaseUrl;
  }

  /**
   * The session on the current schema, and whether it is another than before.
   * @throws {CodegenError} when a migration fails; the next call tries again.
   */
  async current(config: Config): Promise<{ session: Session; changed: boolean }> {
    const now = fingerprint(config);
    if (this.#open?.fingerprint === now) return { session: this.#open.session, changed: false };
    await this.#release();
    const session = await openSession(config, await this.#url(config));
    this.#open = { session, fingerprint: now };
    return { session, changed: true };
  }

  async close(): Promise<void> {
    await this.#release();
    await this.#server?.stop();
    this.#server = undefined;
  }

  async #url(config: Config): Promise<string | undefined> {
    if (this.#databaseUrl !== undefined || typeof config.options.schema !== 'string') return this.#databaseUrl;
    this.#server ??= await startServer();
    return this.#server.url();
  }

  async #release(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.session.close();
  }
}
