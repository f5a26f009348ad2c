import { EventSpecificationSchema, isUuid, type Json, newEventId } from '@kongflow/protocol';
import type { InTransaction, JobEnvironment, JobsContext } from './context.ts';
import { JobsError } from './errors.ts';
import { parseInput } from './parse-input.ts';

/** A job version to try out. */
export interface TestJobInput {
  readonly environment: JobEnvironment;
  readonly versionId: string;
  /** Default `{}`. */
  readonly payload?: Json | undefined;
  /** The SDK's `accountId` that the test runs for. Default: none. */
  readonly accountId?: string | undefined;
}

/** A test under way. */
export interface JobTest {
  readonly eventRecordId: string;
  readonly runId: string;
}

/** Part of an event's name in the event id: names are as long as event ids may be. */
const NAME_LENGTH = 200;

/**
 * See `JobsService.testJob`. Inherits from trigger.dev v2 `TestJobService`, whose event id was made of the time in
 * milliseconds, so that the second of two tests in one millisecond was lost.
 */
export function testJob(
  { repository, events, runs }: JobsContext,
  { environment, versionId, payload, accountId }: TestJobInput,
  { tx }: InTransaction = {},
): Promise<JobTest> {
  return repository.withTransaction(tx, async (statements, tx) => {
    const version = isUuid(versionId)
      ? await statements.getJobVersion({ id: versionId, environmentId: environment.id })
      : null;
    if (version === null) throw new JobsError('VERSION_NOT_FOUND', 'The environment has no job version with this id.');

    const specification = parseInput(EventSpecificationSchema, version.eventSpecification);
    const name = typeof specification.name === 'string' ? specification.name : specification.name[0];
    if (name === undefined) throw new JobsError('INVALID_INPUT', 'The job version names no event to test it with.');
    const event = {
      id: `test:${name.slice(0, NAME_LENGTH)}:${newEventId()}`,
      name,
      source: specification.source,
      payload: payload ?? {},
    };
    const record = await events.ingestEvent(
      { environment, event, options: { accountId }, isTest: true, internal: true, deliver: false },
      { tx },
    );
    const run = await runs.createRun({ environmentId: environment.id, eventRecordId: record.id, versionId }, { tx });
    if (run === null) {
      throw new JobsError(
        'RUN_NOT_CREATED',
        'No run was created: the version is disabled, its job is deleted, or the organization has its runs switched off.',
      );
    }
    return { eventRecordId: record.id, runId: run.id };
  });
}
