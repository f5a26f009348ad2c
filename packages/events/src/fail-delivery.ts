import type { EventsContext } from './context.ts';

/** See `EventsService.failDelivery`. trigger.dev v2 lost such an event without a trace. */
export async function failDelivery(
  { repository, logger }: EventsContext,
  { eventRecordId, dispatcherId }: { readonly eventRecordId: string; readonly dispatcherId?: string | undefined },
  message: string,
): Promise<void> {
  await repository.markEventFailed({ id: eventRecordId, failure: message });
  logger.error('An event could not be delivered', { eventRecordId, dispatcherId, reason: message });
}
