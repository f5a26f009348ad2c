import { DEFAULT_EVENT_SOURCE, type TriggerMetadata } from '@kongflow/protocol';
import type { JobDispatcher } from './context.ts';

/** What a schedule sends; no sent event of this name starts a scheduled job, as its dispatcher is manual. */
const SCHEDULED_EVENT = 'dev.trigger.scheduled';

/** Whose dispatcher it is, and what it starts. */
export interface DispatcherOwner {
  readonly environmentId: string;
  readonly jobId: string;
  readonly versionId: string;
  readonly enabled: boolean;
}

/**
 * The dispatcher that a job's trigger asks for, every field of it, so that nothing of an earlier trigger stays behind.
 *
 * @returns null for triggers without one: dynamic triggers have dispatchers of their own, and `invoke` needs none
 */
export function jobDispatcher(trigger: TriggerMetadata, owner: DispatcherOwner): JobDispatcher | null {
  const common = {
    environmentId: owner.environmentId,
    dispatchableId: owner.jobId,
    dispatchable: { type: 'JOB_VERSION' as const, id: owner.versionId },
    enabled: owner.enabled,
  };
  if (trigger.type === 'dynamic' || trigger.type === 'invoke') return null;
  if (trigger.type === 'scheduled') {
    return {
      ...common,
      event: [SCHEDULED_EVENT],
      source: DEFAULT_EVENT_SOURCE,
      payloadFilter: {},
      contextFilter: {},
      manual: true,
    };
  }
  const { event, source, payload, context } = trigger.rule;
  return {
    ...common,
    event: typeof event === 'string' ? [event] : event,
    source,
    payloadFilter: payload ?? null,
    contextFilter: context ?? null,
    manual: false,
  };
}
