/**
 * Takes events in.
 *
 * An event id is accepted once per environment. Sending it again changes nothing and enqueues nothing, except in the
 * re-send window: while the delivery is 5 s or more away, the event takes the new payload and context (where given) and
 * the new delivery time (now, where none is given). The statement that stores the events decides this under the lock of
 * the row, so that of any number of concurrent senders exactly one creates the event.
 */
import {
  DEFAULT_EVENT_SOURCE,
  EventBatchSchema,
  newId,
  type RawEvent,
  type RawEventInput,
  type SendEventOptions,
  SendEventOptionsSchema,
  type SourceContext,
} from '@kongflow/protocol';
import type { z } from 'zod';
import type { EventEnvironment, EventsContext, InTransaction } from './context.ts';
import { deliveryKey } from './delivery-key.ts';
import { foldRepeats } from './fold-repeats.ts';
import type { EventRecord } from './generated/models.ts';
import type { Querier } from './generated/querier.ts';
import { parseInput } from './parse-input.ts';

/** When and for whom events are delivered, as a caller may write it. */
export type SendEventOptionsInput = z.input<typeof SendEventOptionsSchema>;

/** What goes for all events of a batch. */
export interface IngestOptions {
  readonly environment: EventEnvironment;
  /** Default: at once, for no account. */
  readonly options?: SendEventOptionsInput | undefined;
  /** What caused events that nobody sent; a job sees it as `source`. */
  readonly sourceContext?: SourceContext | undefined;
  /** Whether the events only try a job out. Default false. */
  readonly isTest?: boolean;
  /** Whether the platform sent them to itself. Default false. */
  readonly internal?: boolean;
  /** Whether dispatchers are looked for; false leaves it to the caller what the events start. Default true. */
  readonly deliver?: boolean;
}

/** One event to take in. */
export interface IngestEventInput extends IngestOptions {
  readonly event: RawEventInput;
}

/** Events to take in together. */
export interface IngestEventsInput extends IngestOptions {
  /** At most 5000. */
  readonly events: readonly RawEventInput[];
}

/** How far away a delivery must be for its event to be changed by sending it again, in milliseconds; as in the statement. */
const RESEND_WINDOW_MS = 5000;

const OptionsSchema = SendEventOptionsSchema.optional();

/**
 * See `EventsService.ingestEvents`. Inherits from trigger.dev v2 `IngestSendEvent`, which took a batch event by event and
 * left the first ones in when a later one failed.
 */
export async function ingestEvents(
  context: EventsContext,
  input: IngestEventsInput,
  { tx }: InTransaction = {},
): Promise<EventRecord[]> {
  const events = parseInput(EventBatchSchema, input.events);
  const options = parseInput(OptionsSchema, input.options) ?? {};
  if (events.length === 0) return [];

  return context.repository.withTransaction(tx, async (statements, tx) => {
    const accountId = await findAccount(context, input.environment, options, { tx });
    const isDelayed = options.deliverAt !== undefined || Boolean(options.deliverAfter);
    const folded = foldRepeats(events, isResendable(options)).map((event) => toRow(event, options, accountId, input));
    const { records, toDeliver } = await store(statements, input.environment, folded);

    if (input.deliver !== false && toDeliver.length > 0) {
      await context.queue.enqueueMany(
        toDeliver.map((record) => ({
          task: 'deliverEvent' as const,
          payload: { id: record.id },
          jobKey: deliveryKey(record.id),
          // absent rather than the present: due at once, whatever the clocks of this machine and the database's say
          ...(isDelayed ? { runAt: record.deliverAt } : {}),
        })),
        { tx },
      );
    }
    return events.map((event) => recordOf(records, event.id));
  });
}

async function findAccount(
  context: EventsContext,
  environment: EventEnvironment,
  { accountId }: SendEventOptions,
  options: { readonly tx: NonNullable<InTransaction['tx']> },
): Promise<string | null> {
  if (accountId === undefined) return null;
  return (await context.externalAccounts.upsertExternalAccount({ environment, identifier: accountId }, options)).id;
}

function isResendable({ deliverAt, deliverAfter }: SendEventOptions): boolean {
  const delay = deliverAt === undefined ? (deliverAfter ?? 0) * 1000 : deliverAt.getTime() - Date.now();
  return delay >= RESEND_WINDOW_MS;
}

/** Names as the statement reads them; null is what was not given. */
function toRow(event: RawEvent, options: SendEventOptions, accountId: string | null, input: IngestOptions) {
  return {
    id: newId(),
    event_id: event.id,
    name: event.name,
    timestamp: event.timestamp?.toISOString() ?? null,
    payload: event.payload ?? null,
    context: event.context ?? null,
    source_context: input.sourceContext ?? null,
    source: event.source ?? DEFAULT_EVENT_SOURCE,
    deliver_at: options.deliverAt?.toISOString() ?? null,
    deliver_after: options.deliverAfter ?? null,
    external_account_id: accountId,
    is_test: input.isTest ?? false,
    internal: input.internal ?? false,
  };
}

/** The records by event id, and those of them that a delivery must be enqueued for. */
async function store(
  statements: Querier,
  { id: environmentId, organizationId, projectId }: EventEnvironment,
  rows: ReturnType<typeof toRow>[],
): Promise<{ records: Map<string, EventRecord>; toDeliver: EventRecord[] }> {
  const records = new Map<string, EventRecord>();
  const toDeliver: EventRecord[] = [];
  for (const { stored, ...record } of await statements.ingestEvents({
    events: rows,
    environmentId,
    organizationId,
    projectId,
  })) {
    records.set(record.eventId, record);
    if (stored) toDeliver.push(record);
  }
  const missing = rows.map((row) => row.event_id).filter((eventId) => !records.has(eventId));
  if (missing.length > 0) {
    // another transaction committed them while the statement ran: they are there, but not in what the statement saw
    const concurrent = await statements.getEventsByEventIds({ environmentId, eventIds: missing });
    for (const record of concurrent) records.set(record.eventId, record);
  }
  return { records, toDeliver };
}

function recordOf(records: ReadonlyMap<string, EventRecord>, eventId: string): EventRecord {
  const record = records.get(eventId);
  if (record === undefined) throw new Error(`Event "${eventId}" was stored, but did not come back.`);
  return record;
}
