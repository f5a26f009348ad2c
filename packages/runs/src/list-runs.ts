import { isUuid, type RunStatus } from '@kongflow/protocol';
import type { RunsContext } from './context.ts';
import { cutPage, type PageInput, parsePage } from './page.ts';

/** A run in a list. */
export interface RunSummary {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

/** The runs of a job in an environment. */
export interface ListRunsOfJobInput extends PageInput {
  readonly environmentId: string;
  readonly jobSlug: string;
}

/** A page of the runs of a job. */
export interface RunPage {
  readonly runs: readonly (RunSummary & { readonly updatedAt: Date })[];
  /** Where the next page begins; absent on the last one. */
  readonly nextCursor?: string;
}

/** The runs that an event triggered. */
export interface ListRunsOfEventInput {
  readonly environmentId: string;
  /** The row id of the event. */
  readonly eventRecordId: string;
}

/** See `RunsService.listRunsOfJob`. */
export async function listRunsOfJob({ repository }: RunsContext, input: ListRunsOfJobInput): Promise<RunPage> {
  const { cursor, size, limit } = parsePage(input);
  const { environmentId, jobSlug } = input;
  const { rows, next } = cutPage(await repository.listRunsOfJob({ environmentId, jobSlug, cursor, limit }), size);
  return { runs: rows, ...next };
}

/** See `RunsService.listRunsOfEvent`. */
export async function listRunsOfEvent({ repository }: RunsContext, input: ListRunsOfEventInput): Promise<RunSummary[]> {
  return isUuid(input.eventRecordId) ? repository.listRunsOfEvent(input) : [];
}
