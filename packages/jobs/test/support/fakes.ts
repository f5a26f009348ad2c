import { randomUUID } from 'node:crypto';
import type { Transaction } from '@kongflow/database';
import type { JobMetadata } from '@kongflow/protocol';
import type { DispatcherRegistry, EventRecorder, JobDispatcher, RunCreator } from '../../src/index.ts';

/** Keeps dispatchers by environment and job, with the table's columns written in the given transaction, too. */
export class FakeDispatchers implements DispatcherRegistry {
  readonly dispatchers = new Map<string, JobDispatcher>();
  /** Thrown by the next call. */
  failure: Error | undefined;
  readonly #writesRows: boolean;

  constructor(options: { readonly writesRows: boolean }) {
    this.#writesRows = options.writesRows;
  }

  async upsertDispatcher(dispatcher: JobDispatcher, { tx }: { readonly tx: Transaction }): Promise<void> {
    this.#fail();
    if (this.#writesRows) {
      await tx.client.query(
        `INSERT INTO event_dispatchers (event, source, dispatchable_id, dispatchable, environment_id)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (dispatchable_id, environment_id) DO UPDATE SET dispatchable = excluded.dispatchable, enabled = true`,
        [
          dispatcher.event,
          dispatcher.source,
          dispatcher.dispatchableId,
          dispatcher.dispatchable,
          dispatcher.environmentId,
        ],
      );
    }
    this.dispatchers.set(`${dispatcher.environmentId}/${dispatcher.dispatchableId}`, dispatcher);
  }

  async disableDispatcher(
    key: { readonly environmentId: string; readonly dispatchableId: string },
    { tx }: { readonly tx: Transaction },
  ): Promise<void> {
    this.#fail();
    if (this.#writesRows) {
      await tx.client.query(
        'UPDATE event_dispatchers SET enabled = false WHERE environment_id = $1 AND dispatchable_id = $2',
        [key.environmentId, key.dispatchableId],
      );
    }
    const name = `${key.environmentId}/${key.dispatchableId}`;
    const dispatcher = this.dispatchers.get(name);
    if (dispatcher !== undefined) this.dispatchers.set(name, { ...dispatcher, enabled: false });
  }

  /** The dispatcher of a job in an environment. */
  of(environmentId: string, jobId: string): JobDispatcher | undefined {
    return this.dispatchers.get(`${environmentId}/${jobId}`);
  }

  #fail(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}

/** Keeps the events it is given. */
export class FakeEvents implements EventRecorder {
  readonly inputs: Parameters<EventRecorder['ingestEvent']>[0][] = [];
  async ingestEvent(input: Parameters<EventRecorder['ingestEvent']>[0]): Promise<{ id: string }> {
    this.inputs.push(input);
    return { id: randomUUID() };
  }
}

/** Keeps the runs it is asked for. */
export class FakeRuns implements RunCreator {
  readonly inputs: Parameters<RunCreator['createRun']>[0][] = [];
  enabled = true;
  async createRun(input: Parameters<RunCreator['createRun']>[0]): Promise<{ id: string } | null> {
    this.inputs.push(input);
    return this.enabled ? { id: randomUUID() } : null;
  }
}

/** A job as SDK 2.3 declares one that listens to an event. */
export function jobMetadata(given: Partial<JobMetadata> = {}): JobMetadata {
  return {
    id: 'welcome',
    name: 'Welcome new users',
    version: '1.0.0',
    event: { name: 'user.created', title: 'Event', source: 'trigger.dev', icon: 'custom-event', examples: [] },
    trigger: staticTrigger('user.created'),
    integrations: {},
    internal: false,
    enabled: true,
    startPosition: 'latest',
    preprocessRuns: false,
    ...given,
  };
}

/** A trigger that listens to an event. */
export function staticTrigger(event: string | string[], rule: object = {}): JobMetadata['trigger'] {
  return { type: 'static', title: 'event', rule: { event, source: 'trigger.dev', payload: {}, ...rule } };
}
