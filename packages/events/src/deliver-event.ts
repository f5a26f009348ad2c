/**
 * Delivers events to the dispatchers that match them.
 *
 *   scheduled  deliver_at ahead, not delivered, not cancelled
 *              → delivered, cancelled, or nothing (no dispatcher matched; a repeat would look again)
 *   delivered  delivered_at set: at least one dispatcher is invoked. Never delivered again; can still be marked cancelled
 *   failed     failed_at set: the attempts of the delivery, or of an invocation, are used up
 *   cancelled  cancelled_at set before the delivery: never delivered
 *
 * The row lock of the event orders a delivery against a cancellation, a re-send and a repeat of itself; the invocations
 * are enqueued in the transaction that marks the event delivered, so that each dispatcher is invoked once.
 */
import type { Json } from '@kongflow/protocol';
import { z } from 'zod';
import type { EventsContext } from './context.ts';
import type { Querier } from './generated/querier.ts';
import { type Candidate, CandidateSchema, type MatchableEvent, matchDispatcher } from './match-dispatcher.ts';

/** What became of a delivery. */
export type DeliveryOutcome =
  | { readonly status: 'DELIVERED'; readonly dispatcherIds: readonly string[] }
  | { readonly status: 'NO_MATCH' }
  | { readonly status: 'SKIPPED'; readonly reason: 'ALREADY_DELIVERED' | 'CANCELLED' | 'NOT_FOUND' };

const CandidatesSchema = z.array(CandidateSchema);

/** See `EventsService.deliverEvent`. Inherits from trigger.dev v2 `DeliverEventService`. */
export function deliverEvent(context: EventsContext, id: string): Promise<DeliveryOutcome> {
  return context.repository.withTransaction(undefined, async (statements, tx): Promise<DeliveryOutcome> => {
    const event = await statements.lockEventForDelivery({ id });
    if (event === null) return { status: 'SKIPPED', reason: await whySkipped(statements, id) };

    const dispatcherIds = matching(context, event, event.candidates);
    if (dispatcherIds.length === 0) return { status: 'NO_MATCH' };
    await statements.markEventDelivered({ id });
    await context.queue.enqueueMany(
      dispatcherIds.map((dispatcherId) => ({
        task: 'events.invokeDispatcher' as const,
        payload: { id: dispatcherId, eventRecordId: id },
      })),
      { tx },
    );
    return { status: 'DELIVERED', dispatcherIds };
  });
}

function matching(context: EventsContext, event: MatchableEvent & { readonly id: string }, candidates: Json): string[] {
  return CandidatesSchema.parse(candidates)
    .filter((candidate) => isMatch(context, event, candidate))
    .map((candidate) => candidate.id);
}

/** A dispatcher whose filters cannot be used is left out; the others get their event. */
function isMatch(
  context: EventsContext,
  event: MatchableEvent & { readonly id: string },
  candidate: Candidate,
): boolean {
  const match = matchDispatcher(event, candidate);
  if ('matches' in match) return match.matches;
  const fields = { eventRecordId: event.id, dispatcherId: candidate.id, issues: match.invalid };
  context.logger.error('A dispatcher has an invalid event filter and gets no events', fields);
  return false;
}

async function whySkipped(statements: Querier, id: string): Promise<'ALREADY_DELIVERED' | 'CANCELLED' | 'NOT_FOUND'> {
  const state = await statements.getEventDeliveryState({ id });
  if (state === null) return 'NOT_FOUND';
  return state.deliveredAt === null ? 'CANCELLED' : 'ALREADY_DELIVERED';
}
