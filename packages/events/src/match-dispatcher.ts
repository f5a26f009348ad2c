import { EventFilterSchema, formatIssues } from '@kongflow/protocol';
import { z } from 'zod';
import { matchesFilter } from './event-filter.ts';

/** A dispatcher that listens to an event's name and source, as `LockEventForDelivery` returns it. */
export const CandidateSchema = z.object({
  id: z.string(),
  payloadFilter: z.unknown(),
  contextFilter: z.unknown(),
  externalAccountId: z.string().nullable(),
});
export type Candidate = z.output<typeof CandidateSchema>;

/** What of an event decides which dispatchers it reaches. */
export interface MatchableEvent {
  readonly payload: unknown;
  readonly context: unknown;
  readonly externalAccountId: string | null;
}

/** Whether a dispatcher matches an event, or why its filters cannot be used. */
export type DispatcherMatch = { readonly matches: boolean } | { readonly invalid: string };

/**
 * Decides whether a dispatcher is invoked for an event.
 *
 * A dispatcher of an external account takes that account's events only, whether it has filters or not (trigger.dev v2
 * forgot the account where there was no filter). An absent filter and `{}` ask for nothing (trigger.dev v2 let `{}`
 * refuse a payload that is an empty array).
 */
export function matchDispatcher(event: MatchableEvent, candidate: Candidate): DispatcherMatch {
  if (candidate.externalAccountId !== null && candidate.externalAccountId !== event.externalAccountId) {
    return { matches: false };
  }
  const filters = FiltersSchema.safeParse(candidate);
  if (!filters.success) return { invalid: formatIssues(filters.error) };
  const { payloadFilter, contextFilter } = filters.data;
  return { matches: matchesPart(event, 'payload', payloadFilter) && matchesPart(event, 'context', contextFilter) };
}

const FiltersSchema = z.object({
  payloadFilter: EventFilterSchema.nullable(),
  contextFilter: EventFilterSchema.nullable(),
});

/** Matched below its name, so that a payload which is an array is matched element by element, as nested arrays are. */
function matchesPart(
  event: MatchableEvent,
  part: 'payload' | 'context',
  filter: z.output<typeof EventFilterSchema> | null,
): boolean {
  if (filter === null || Object.keys(filter).length === 0) return true;
  return matchesFilter({ [part]: event[part] }, { [part]: filter });
}
