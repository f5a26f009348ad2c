import type { ExecuteJobResult } from '@kongflow/endpoint-api';
import type { TaskContext } from '@kongflow/worker-queue';
import { applyOutcome } from './apply-outcome.ts';
import { buildExecutionBody, MAX_TASK_CHARACTERS } from './build-execution-body.ts';
import type { RunsContext } from './context.ts';
import { RunsError } from './errors.ts';
import type { Execution } from './execution.ts';

/** What an execution needs of the context that the queue gives it. */
export type ExecutionContext = Pick<TaskContext, 'jobId' | 'attempt' | 'signal'>;

/**
 * See `RunsService.executeRun`. Inherits from trigger.dev v2 `PerformRunExecutionV3Service`, where a late answer could
 * overwrite a cancelled run, and a run whose queue job was used up was left as it was.
 */
export async function executeRun(
  context: RunsContext,
  id: string,
  { jobId, attempt, signal }: ExecutionContext,
): Promise<void> {
  const { repository, environments, endpoints, logger } = context;
  const run = await repository.claimExecution({
    id,
    executionId: jobId,
    executionAttempt: attempt,
    maxTaskCharacters: MAX_TASK_CHARACTERS,
  });
  if (run === null) {
    await assertNotHeldByAnother(context, id, jobId);
    logger.debug('There is nothing to execute', { runId: id, jobId, attempt });
    return;
  }
  const execution: Execution = { run, environment: await environments.getEnvironment(run.environmentId) };
  const endpoint = endpoints.connect({ url: run.endpointUrl, apiKey: execution.environment.apiKey });
  const result = await endpoint.executeJob(buildExecutionBody(execution), {
    signal,
    timeoutMs: remainingTimeInMs(execution),
  });
  // Rounded up: a call that took no time would never use up the time of a run.
  await applyOutcome(context, { ...execution, durationInMs: Math.max(1, Math.ceil(result.durationMs)) }, result);
  await recordVersion(context, execution, result);
}

/**
 * Two queue jobs for one run are a leftover of a crash. The second one must neither execute nor vanish: if the first one
 * has lost its claim to further attempts, nothing else is left that would ever end the run.
 *
 * @throws {RunsError} `RUN_BUSY`, upon which the queue tries again later
 */
async function assertNotHeldByAnother({ repository }: RunsContext, id: string, jobId: string): Promise<void> {
  const holder = await repository.getExecutionHolder({ id });
  if (holder === null || holder === jobId) return;
  throw new RunsError('RUN_BUSY', 'Another job of the queue is executing the run');
}

/** An endpoint that never answers is left when the run has used up its time. A second at least, lest a call never ends. */
function remainingTimeInMs({ run, environment }: Execution): number {
  return Math.max(1000, environment.organization.maximumExecutionTimePerRunInMs - run.executionDuration);
}

/** Of no consequence for the run, so that a failure is not one of the execution. */
async function recordVersion(
  { endpointVersions, logger }: RunsContext,
  { run }: Execution,
  result: ExecuteJobResult,
): Promise<void> {
  const version = 'headers' in result ? result.headers?.triggerVersion : null;
  if (endpointVersions === null || version === null || version === undefined || version === run.endpointVersion) return;
  try {
    await endpointVersions.recordEndpointVersion({ endpointId: run.endpointId, version });
  } catch (error) {
    logger.warn('The protocol version of an endpoint could not be recorded', { endpointId: run.endpointId, error });
  }
}
