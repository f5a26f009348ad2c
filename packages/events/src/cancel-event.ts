import type { EventsContext, InTransaction } from './context.ts';
import { deliveryKey } from './delivery-key.ts';
import { EventsError } from './errors.ts';
import type { EventRecord } from './generated/models.ts';

/** Which event is meant. */
export interface EventReference {
  readonly environment: { readonly id: string };
  /** The id that the sender chose. */
  readonly eventId: string;
}

/** See `EventsService.cancelEvent`. Inherits from trigger.dev v2 `CancelEventService`. */
export function cancelEvent(
  { repository, queue }: EventsContext,
  { environment, eventId }: EventReference,
  { tx }: InTransaction = {},
): Promise<EventRecord> {
  return repository.withTransaction(tx, async (statements, tx) => {
    const event = await statements.lockEventByEventId({ environmentId: environment.id, eventId });
    if (event === null) throw notFound();
    if (event.cancelledAt !== null) return event;

    const cancelled = await statements.markEventCancelled({ id: event.id, environmentId: environment.id });
    if (cancelled === null) throw notFound();
    await queue.dequeue(deliveryKey(event.id), { tx });
    return cancelled;
  });
}

function notFound(): EventsError {
  return new EventsError(
    'EVENT_NOT_FOUND',
    'The environment has no event with this id: see the id that sendEvent returned.',
  );
}
