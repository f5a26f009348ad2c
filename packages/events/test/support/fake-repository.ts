import { randomUUID } from 'node:crypto';
import type { Transaction } from '@kongflow/database';
import { JsonSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { EventDispatcher, EventRecord, EventRepository } from '../../src/index.ts';
import type { IngestEventsRow } from '../../src/generated/event_records.sql.ts';
import type { Querier } from '../../src/generated/querier.ts';

const InputSchema = z.array(
  z.object({
    id: z.string(),
    event_id: z.string(),
    name: z.string(),
    timestamp: z.coerce.date().nullable(),
    payload: JsonSchema,
    context: JsonSchema,
    source_context: JsonSchema,
    source: z.string(),
    deliver_at: z.string().nullable(),
    deliver_after: z.number().nullable(),
    external_account_id: z.string().nullable(),
    is_test: z.boolean(),
    internal: z.boolean(),
  }),
);

type Statement<Name extends keyof Querier> = Querier[Name];

/** The statements over arrays: enough to see what the operations ask of them. No transactions, no tenants' walls. */
export class FakeRepository implements EventRepository {
  readonly events: EventRecord[] = [];
  readonly dispatchers: EventDispatcher[] = [];
  /** Event ids that `ingestEvents` leaves out, as if a concurrent transaction had just committed them. */
  readonly unseen = new Set<string>();
  now = new Date('2024-01-01T00:00:00Z');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing here touches the connection
  readonly tx = { fake: true } as unknown as Transaction;

  withTransaction: EventRepository['withTransaction'] = (tx, work) => work(this, tx ?? this.tx);

  within(): Querier {
    return this;
  }

  ingestEvents: Statement<'ingestEvents'> = async ({ events, ...tenant }) =>
    InputSchema.parse(events).flatMap((input): IngestEventsRow[] => {
      const known = this.events.find((record) => record.eventId === input.event_id);
      if (known !== undefined) return this.unseen.has(known.eventId) ? [] : [{ ...known, stored: false }];
      const delay = new Date(this.now.getTime() + (input.deliver_after ?? 0) * 1000);
      const record: EventRecord = {
        id: input.id,
        eventId: input.event_id,
        name: input.name,
        timestamp: input.timestamp ?? this.now,
        payload: input.payload ?? {},
        context: input.context ?? {},
        sourceContext: input.source_context,
        source: input.source,
        ...tenant,
        externalAccountId: input.external_account_id,
        deliverAt: input.deliver_at === null ? delay : new Date(input.deliver_at),
        deliveredAt: null,
        cancelledAt: null,
        failedAt: null,
        failure: null,
        isTest: input.is_test,
        internal: input.internal,
        createdAt: this.now,
        updatedAt: this.now,
      };
      this.events.push(record);
      return [{ ...record, stored: true }];
    });

  getEventsByEventIds: Statement<'getEventsByEventIds'> = async ({ eventIds }) =>
    this.events.filter((record) => eventIds.includes(record.eventId));

  getEventByEventId: Statement<'getEventByEventId'> = async ({ eventId }) =>
    this.events.find((record) => record.eventId === eventId) ?? null;

  getEventRecord: Statement<'getEventRecord'> = async ({ id }) =>
    this.events.find((record) => record.id === id) ?? null;

  listEvents: Statement<'listEvents'> = async ({ limit }) => this.events.slice(0, limit);

  lockEventForDelivery: Statement<'lockEventForDelivery'> = async ({ id }) => {
    const event = this.events.find((record) => record.id === id);
    if (event === undefined || event.deliveredAt !== null || event.cancelledAt !== null) return null;
    const candidates = this.dispatchers
      .filter(({ enabled, manual, source }) => enabled && !manual && source === event.source)
      .filter((dispatcher) => dispatcher.event.includes(event.name))
      .map((dispatcher) => ({
        id: dispatcher.id,
        payloadFilter: dispatcher.payloadFilter,
        contextFilter: dispatcher.contextFilter,
        externalAccountId: dispatcher.externalAccountId,
      }));
    return { ...event, candidates };
  };

  markEventDelivered: Statement<'markEventDelivered'> = async ({ id }) => {
    this.#update(id, { deliveredAt: this.now });
  };

  markEventFailed: Statement<'markEventFailed'> = async ({ id, failure }) => {
    this.#update(id, { failedAt: this.now, failure });
    return 1;
  };

  getEventDeliveryState: Statement<'getEventDeliveryState'> = async ({ id }) =>
    this.events.find((record) => record.id === id) ?? null;

  lockEventByEventId: Statement<'lockEventByEventId'> = (params) => this.getEventByEventId(params);

  markEventCancelled: Statement<'markEventCancelled'> = async ({ id }) => this.#update(id, { cancelledAt: this.now });

  upsertDispatcher: Statement<'upsertDispatcher'> = async (params) => {
    const dispatcher = this.addDispatcher({ ...params, event: [...params.event] });
    return dispatcher;
  };

  disableDispatcher: Statement<'disableDispatcher'> = async ({ dispatchableId }) => {
    const enabled = this.dispatchers.filter((one) => one.enabled && one.dispatchableId === dispatchableId);
    for (const dispatcher of enabled) dispatcher.enabled = false;
    return enabled.length;
  };

  getDispatcher: Statement<'getDispatcher'> = async ({ id }) => this.dispatchers.find((one) => one.id === id) ?? null;

  listDispatchers: Statement<'listDispatchers'> = async ({ limit }) => this.dispatchers.slice(0, limit);

  getInvocation: Statement<'getInvocation'> = async ({ id, eventRecordId }) => {
    const dispatcher = this.dispatchers.find((one) => one.id === id);
    const event = this.events.find((record) => record.id === eventRecordId);
    if (dispatcher === undefined || event === undefined) return null;
    const { environmentId, enabled, dispatchable } = dispatcher;
    return { environmentId, enabled, dispatchable, cancelledAt: event.cancelledAt };
  };

  /** A dispatcher for `user.created` of trigger.dev that takes everything, unless told otherwise. */
  addDispatcher(given: object = {}): EventDispatcher {
    const dispatcher: EventDispatcher = {
      id: randomUUID(),
      event: ['user.created'],
      source: 'trigger.dev',
      payloadFilter: null,
      contextFilter: null,
      manual: false,
      dispatchableId: randomUUID(),
      dispatchable: { type: 'JOB_VERSION', id: randomUUID() },
      enabled: true,
      externalAccountId: null,
      environmentId: 'environment',
      createdAt: this.now,
      updatedAt: this.now,
      ...given,
    };
    this.dispatchers.push(dispatcher);
    return dispatcher;
  }

  #update(id: string, values: Partial<EventRecord>): EventRecord | null {
    const event = this.events.find((record) => record.id === id);
    return event === undefined ? null : Object.assign(event, values);
  }
}
