import type { RawEvent } from '@kongflow/protocol';

/**
 * Leaves one event for each event id of a batch, with the outcome of sending them one after the other: while the
 * delivery is still in the re-send window, the last payload and context that were given; else the first event.
 *
 * @param resendable whether the deliveries of this batch are in the re-send window
 */
export function foldRepeats(events: readonly RawEvent[], resendable: boolean): RawEvent[] {
  const byId = new Map<string, RawEvent>();
  for (const event of events) {
    const earlier = byId.get(event.id);
    if (earlier === undefined) byId.set(event.id, event);
    else if (resendable) {
      byId.set(event.id, {
        ...earlier,
        payload: event.payload ?? earlier.payload,
        context: event.context ?? earlier.context,
      });
    }
  }
  return [...byId.values()];
}
