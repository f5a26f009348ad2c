import { KongflowError } from '@kongflow/protocol';

/** Every code an `EventsError` can carry. */
export const EVENTS_ERROR_CODES = ['EVENT_NOT_FOUND', 'INVALID_INPUT'] as const;

/** A code of an `EventsError`. */
export type EventsErrorCode = (typeof EVENTS_ERROR_CODES)[number];

/** What the events package throws when a request cannot be met; database errors pass through unchanged. */
export class EventsError extends KongflowError<EventsErrorCode> {
  override readonly name = 'EventsError';
}
