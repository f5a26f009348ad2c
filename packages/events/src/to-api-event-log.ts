import type { ApiEventLog } from '@kongflow/protocol';
import type { EventRecord } from './generated/models.ts';

/** Shows an event as the API does, and as jobs receive it: under the sender's id, without our own ids. */
export function toApiEventLog(record: EventRecord): ApiEventLog {
  return {
    id: record.eventId,
    name: record.name,
    payload: record.payload,
    context: record.context,
    timestamp: record.timestamp,
    deliverAt: record.deliverAt,
    deliveredAt: record.deliveredAt,
    cancelledAt: record.cancelledAt,
  };
}
