import { DispatchableSchema } from '@kongflow/protocol';
import type { EventsContext } from './context.ts';

/** Which dispatcher to invoke for which event. */
export interface InvokeDispatcherInput {
  /** The dispatcher's id. */
  readonly id: string;
  /** The row id of the event. */
  readonly eventRecordId: string;
}

/** What became of an invocation. */
export type InvocationOutcome =
  | { readonly status: 'RUN_CREATED'; readonly runId: string }
  | { readonly status: 'NO_RUN' }
  | {
      readonly status: 'SKIPPED';
      readonly reason: 'CANCELLED' | 'DISABLED' | 'INVALID_DISPATCHABLE' | 'NOT_FOUND' | 'UNSUPPORTED_DISPATCHABLE';
    };

/**
 * See `EventsService.invokeDispatcher`. Inherits from trigger.dev v2 `InvokeDispatcherService`, where a repeated
 * invocation made a second run, and an event cancelled after its delivery still made its runs.
 */
export function invokeDispatcher(
  { repository, runs, logger }: EventsContext,
  { id, eventRecordId }: InvokeDispatcherInput,
): Promise<InvocationOutcome> {
  return repository.withTransaction(undefined, async (statements, tx): Promise<InvocationOutcome> => {
    const invocation = await statements.getInvocation({ id, eventRecordId });
    // both were there when the invocation was enqueued, in one transaction with the delivery: they were deleted since
    if (invocation === null) return skip('NOT_FOUND');
    if (!invocation.enabled) return skip('DISABLED');
    if (invocation.cancelledAt !== null) return skip('CANCELLED');

    const dispatchable = DispatchableSchema.safeParse(invocation.dispatchable);
    if (!dispatchable.success) {
      logger.error('A dispatcher does not say what it starts', { dispatcherId: id, eventRecordId });
      return skip('INVALID_DISPATCHABLE');
    }
    if (dispatchable.data.type !== 'JOB_VERSION') {
      const fields = { dispatcherId: id, eventRecordId, type: dispatchable.data.type };
      logger.error('A dispatcher starts what this version of KongFlow cannot start', fields);
      return skip('UNSUPPORTED_DISPATCHABLE');
    }
    const { environmentId } = invocation;
    const run = await runs.createRun({ environmentId, eventRecordId, versionId: dispatchable.data.id }, { tx });
    return run === null ? { status: 'NO_RUN' } : { status: 'RUN_CREATED', runId: run.id };
  });
}

function skip(reason: Extract<InvocationOutcome, { status: 'SKIPPED' }>['reason']): InvocationOutcome {
  return { status: 'SKIPPED', reason };
}
