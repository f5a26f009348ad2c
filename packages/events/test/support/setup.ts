import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import { EventsService, type EventEnvironment, type ExternalAccounts, type RunCreator } from '../../src/index.ts';
import { FakeRepository } from './fake-repository.ts';
import { RecordingQueue } from './recording-queue.ts';

/** A logger that keeps what it is told. */
export class RecordingLogger implements Logger {
  readonly entries: { level: string; message: string; fields: object | undefined }[] = [];
  debug(message: string, fields?: object): void {
    this.entries.push({ level: 'debug', message, fields });
  }
  info(message: string, fields?: object): void {
    this.entries.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: object): void {
    this.entries.push({ level: 'warn', message, fields });
  }
  error(message: string, fields?: object): void {
    this.entries.push({ level: 'error', message, fields });
  }
  child(): Logger {
    return this;
  }
}

/** Creates a run once per event and version, as the unique constraint of runs does. */
export class FakeRuns implements RunCreator {
  readonly runs = new Map<string, { id: string; tx: Transaction }>();
  calls = 0;
  enabled = true;

  async createRun(
    { eventRecordId, versionId }: Parameters<RunCreator['createRun']>[0],
    { tx }: { readonly tx: Transaction },
  ): Promise<{ id: string } | null> {
    this.calls += 1;
    if (!this.enabled) return null;
    const key = `${eventRecordId}/${versionId}`;
    const run = this.runs.get(key) ?? { id: randomUUID(), tx };
    this.runs.set(key, run);
    return { id: run.id };
  }
}

/** Accounts by identifier. */
export class FakeAccounts implements ExternalAccounts {
  readonly ids = new Map<string, string>();
  async upsertExternalAccount({ identifier }: { readonly identifier: string }): Promise<{ id: string }> {
    const id = this.ids.get(identifier) ?? randomUUID();
    this.ids.set(identifier, id);
    return { id };
  }
}

export const environment: EventEnvironment = {
  id: 'environment',
  organizationId: 'organization',
  projectId: 'project',
};

/** The service over arrays. */
export function setup() {
  const repository = new FakeRepository();
  return { repository, ...services({ repository }) };
}

/** The service over a database, everything around it faked. */
export function setupWith(database: Database) {
  return services({ database });
}

function services(storage: { repository: FakeRepository } | { database: Database }) {
  const queue = new RecordingQueue();
  const runs = new FakeRuns();
  const externalAccounts = new FakeAccounts();
  const logger = new RecordingLogger();
  const events = new EventsService({ ...storage, queue, runs, externalAccounts, logger });
  return { events, queue, runs, externalAccounts, logger };
}
