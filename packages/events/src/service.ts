import type { Database } from '@kongflow/database';
import { type ApiEventLog, isUuid } from '@kongflow/protocol';
import { cancelEvent, type EventReference } from './cancel-event.ts';
import type { EventsContext, InTransaction } from './context.ts';
import { deliverEvent, type DeliveryOutcome } from './deliver-event.ts';
import { EventDispatcherRegistry } from './dispatcher-registry.ts';
import { failDelivery } from './fail-delivery.ts';
import type { EventDispatcher, EventRecord } from './generated/models.ts';
import { ingestEvents, type IngestEventInput, type IngestEventsInput } from './ingest-events.ts';
import { type InvocationOutcome, invokeDispatcher, type InvokeDispatcherInput } from './invoke-dispatcher.ts';
import { PageSchema, parseInput } from './parse-input.ts';
import { type EventRepository, PgEventRepository } from './repository.ts';
import { toApiEventLog } from './to-api-event-log.ts';

/** What an `EventsService` works with. */
export type EventsServiceOptions = Pick<EventsContext, 'queue' | 'externalAccounts' | 'runs' | 'logger'> &
  ({ readonly database: Database } | { readonly repository: EventRepository });

/** A page of an environment's rows, newest first. */
export interface PageOptions {
  readonly environmentId: string;
  /** The id of the last row of the page before. Default: the first page. */
  readonly before?: string | undefined;
  /** Rows of a page, 1 to 100. Default 25. */
  readonly limit?: number | undefined;
}

/** Which events to list. */
export interface ListEventsInput extends PageOptions {
  /** Only events of this name. Default: all. */
  readonly name?: string | undefined;
}

/** Takes events in, delivers them to the dispatchers that match, and starts what those start. */
export class EventsService {
  /** Where jobs keep their dispatchers. */
  readonly dispatchers: EventDispatcherRegistry;
  readonly #context: EventsContext;

  constructor(options: EventsServiceOptions) {
    const repository = 'repository' in options ? options.repository : new PgEventRepository(options.database);
    const { queue, externalAccounts, runs, logger } = options;
    this.#context = { repository, queue, externalAccounts, runs, logger };
    this.dispatchers = new EventDispatcherRegistry(repository);
  }

  /**
   * Takes one event in and enqueues its delivery, in one transaction. An event id is accepted once per environment: sent
   * again it returns the event as it is, or, while its delivery is 5 s or more away, changes it.
   *
   * @returns the event as stored
   * @throws {EventsError} `INVALID_INPUT`
   */
  async ingestEvent({ event, ...input }: IngestEventInput, options?: InTransaction): Promise<EventRecord> {
    const [record] = await ingestEvents(this.#context, { ...input, events: [event] }, options);
    if (record === undefined) throw new Error('One event went in and none came out.');
    return record;
  }

  /**
   * Takes up to 5000 events in like `ingestEvent`, all or none, in as many round trips as one.
   *
   * @returns the events as stored, in the order given
   * @throws {EventsError} `INVALID_INPUT`
   */
  ingestEvents(input: IngestEventsInput, options?: InTransaction): Promise<EventRecord[]> {
    return ingestEvents(this.#context, input, options);
  }

  /**
   * Handler of the task `deliverEvent`: enqueues the invocation of every dispatcher that matches. A repeat has no effect
   * once a dispatcher matched; a cancelled event is not delivered.
   *
   * @param id the row id of the event
   */
  deliverEvent(id: string): Promise<DeliveryOutcome> {
    return deliverEvent(this.#context, id);
  }

  /** Handler of the task `events.invokeDispatcher`: creates the run. A repeat finds the same run. */
  invokeDispatcher(input: InvokeDispatcherInput): Promise<InvocationOutcome> {
    return invokeDispatcher(this.#context, input);
  }

  /**
   * Records on the event that its delivery, or the invocation of one dispatcher, used up its attempts, and why. What was
   * started for the event before goes on.
   */
  failDelivery(
    input: { readonly eventRecordId: string; readonly dispatcherId?: string | undefined },
    message: string,
  ): Promise<void> {
    return failDelivery(this.#context, input, message);
  }

  /**
   * Cancels an event: it is not delivered any more. Runs that it started go on; cancelling twice changes nothing.
   *
   * @throws {EventsError} `EVENT_NOT_FOUND`
   */
  cancelEvent(input: EventReference, options?: InTransaction): Promise<EventRecord> {
    return cancelEvent(this.#context, input, options);
  }

  /** The event of an environment with this sender-chosen id, or null. */
  getEvent(key: { readonly environmentId: string; readonly eventId: string }): Promise<EventRecord | null> {
    return this.#context.repository.getEventByEventId(key);
  }

  /** The event of an environment with this row id, or null. */
  async getEventRecord(key: { readonly environmentId: string; readonly id: string }): Promise<EventRecord | null> {
    return isUuid(key.id) ? this.#context.repository.getEventRecord(key) : null;
  }

  /**
   * A page of an environment's events, newest first.
   *
   * @throws {EventsError} `INVALID_INPUT` for a page size out of bounds or a `before` that is no id
   */
  async listEvents({ environmentId, name, ...page }: ListEventsInput): Promise<EventRecord[]> {
    return this.#context.repository.listEvents({ environmentId, name: name ?? null, ...parseInput(PageSchema, page) });
  }

  /** The dispatcher of an environment with this id, or null. */
  async getDispatcher(key: { readonly environmentId: string; readonly id: string }): Promise<EventDispatcher | null> {
    return isUuid(key.id) ? this.#context.repository.getDispatcher(key) : null;
  }

  /**
   * A page of an environment's dispatchers, newest first.
   *
   * @throws {EventsError} `INVALID_INPUT` for a page size out of bounds or a `before` that is no id
   */
  async listDispatchers({ environmentId, ...page }: PageOptions): Promise<EventDispatcher[]> {
    return this.#context.repository.listDispatchers({ environmentId, ...parseInput(PageSchema, page) });
  }

  /** Shows an event as the API does. */
  toApiEventLog(record: EventRecord): ApiEventLog {
    return toApiEventLog(record);
  }
}
