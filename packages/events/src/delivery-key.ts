import { tasks } from '@kongflow/protocol';

/** The job key of an event's delivery: what a re-sent event replaces and a cancelled one takes from the queue. */
export function deliveryKey(eventRecordId: string): string {
  return tasks.deliverEvent.jobKey?.({ id: eventRecordId }) ?? `event:${eventRecordId}`;
}
