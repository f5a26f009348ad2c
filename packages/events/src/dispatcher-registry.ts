import type { Transaction } from '@kongflow/database';
import { type Dispatchable, type EventFilter, newId } from '@kongflow/protocol';
import type { EventDispatcher } from './generated/models.ts';
import type { EventRepository } from './repository.ts';

/** The dispatcher of something that events start: all of it, nothing is kept of an earlier one. */
export interface DispatcherDefinition {
  readonly environmentId: string;
  /** What the dispatcher belongs to, such as a job's id: there is one dispatcher for it in an environment. */
  readonly dispatchableId: string;
  readonly dispatchable: Dispatchable;
  /** Names of events, compared exactly. */
  readonly event: readonly string[];
  readonly source: string;
  /** Null matches every payload. */
  readonly payloadFilter: EventFilter | null;
  /** Null matches every context. */
  readonly contextFilter: EventFilter | null;
  /** Whether something other than a sent event invokes it. */
  readonly manual: boolean;
  readonly enabled: boolean;
}

/** Keeps the dispatchers of jobs; implements what `@kongflow/jobs` asks for as `DispatcherRegistry`. */
export class EventDispatcherRegistry {
  readonly #repository: EventRepository;

  constructor(repository: EventRepository) {
    this.#repository = repository;
  }

  /** Creates a dispatcher or makes the existing one exactly like this, in one statement of the caller's transaction. */
  upsertDispatcher(definition: DispatcherDefinition, { tx }: { readonly tx: Transaction }): Promise<EventDispatcher> {
    return this.#repository.within(tx).upsertDispatcher({ id: newId(), ...definition });
  }

  /**
   * Stops a dispatcher from taking events; invocations that are queued already stop, too.
   *
   * @returns whether there was an enabled one
   */
  async disableDispatcher(
    key: { readonly environmentId: string; readonly dispatchableId: string },
    { tx }: { readonly tx: Transaction },
  ): Promise<boolean> {
    return (await this.#repository.within(tx).disableDispatcher(key)) > 0;
  }
}
