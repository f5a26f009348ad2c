import type { Transaction } from '@kongflow/database';
import type { Logger } from '@kongflow/logger';
import type { Dispatchable, EventFilter, RawEventInput } from '@kongflow/protocol';
import type { JobRepository } from './repository.ts';

/** The environment that an operation acts for; an `AuthenticatedEnvironment` is one. */
export interface JobEnvironment {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
}

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Default: a transaction of its own. */
  readonly tx?: Transaction | undefined;
}

/** The dispatcher of a job in an environment: which events start it. */
export interface JobDispatcher {
  readonly environmentId: string;
  /** The job's id. */
  readonly dispatchableId: string;
  readonly dispatchable: Dispatchable;
  readonly event: readonly string[];
  readonly source: string;
  readonly payloadFilter: EventFilter | null;
  readonly contextFilter: EventFilter | null;
  /** Whether something other than a sent event starts the job. */
  readonly manual: boolean;
  readonly enabled: boolean;
}

/** Keeps the dispatchers of jobs; supplied by the host (`EventDispatcherRegistry` is one). */
export interface DispatcherRegistry {
  /** Creates the dispatcher or makes the existing one exactly like this. */
  upsertDispatcher(dispatcher: JobDispatcher, options: { readonly tx: Transaction }): Promise<unknown>;
  /** Turns the dispatcher off; none is not an error. */
  disableDispatcher(
    key: { readonly environmentId: string; readonly dispatchableId: string },
    options: { readonly tx: Transaction },
  ): Promise<unknown>;
}

/** Records events that only try a job out; supplied by the host (`EventsService` is one). */
export interface EventRecorder {
  ingestEvent(
    input: {
      readonly environment: JobEnvironment;
      readonly event: RawEventInput;
      readonly options?: { readonly accountId?: string | undefined };
      readonly isTest: true;
      readonly internal: true;
      /** No dispatcher is looked for: the run is created here. */
      readonly deliver: false;
    },
    options: { readonly tx: Transaction },
  ): Promise<{ readonly id: string }>;
}

/** Starts runs; supplied by the host (`RunsService` is one). */
export interface RunCreator {
  /** @returns null where no run is wanted, as when the organization's runs are switched off */
  createRun(
    input: { readonly environmentId: string; readonly eventRecordId: string; readonly versionId: string },
    options: { readonly tx: Transaction },
  ): Promise<{ readonly id: string } | null>;
}

/** What the operations of this package share. */
export interface JobsContext {
  readonly repository: JobRepository;
  readonly dispatchers: DispatcherRegistry;
  readonly events: EventRecorder;
  readonly runs: RunCreator;
  readonly logger: Logger;
}
