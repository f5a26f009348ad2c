/**
 * Registers a job as its endpoint declares it.
 *
 *   version  (new) → ACTIVE    registered
 *            ACTIVE → DISABLED  DisableJob, or registered as not enabled
 *            DISABLED → ACTIVE  registered again
 *   job      live → deleted     DeleteJob, only when no version is ACTIVE
 *            deleted → live     registered as enabled, from any environment of the project
 *
 * Everything happens in one transaction under the lock of the job's row, which the first statement takes: registrations,
 * disablings and the deletion of one job follow each other, those of different jobs run side by side. What is locked
 * after it is always locked in the same order (queue, version, examples, alias, dispatcher), and only the queue is shared
 * between jobs, only while it is made: no deadlock is possible.
 */
import { type JobMetadata, JobMetadataSchema, newId } from '@kongflow/protocol';
import type { z } from 'zod';
import { latestVersion } from './compare-versions.ts';
import type { InTransaction, JobEnvironment, JobsContext } from './context.ts';
import { JobsError } from './errors.ts';
import type { Job, JobVersion } from './generated/models.ts';
import type { Querier } from './generated/querier.ts';
import { jobDispatcher } from './job-dispatcher.ts';
import { DEFAULT_QUEUE, LATEST_ALIAS } from './names.ts';
import { parseInput } from './parse-input.ts';

/** A job to register. */
export interface RegisterJobInput {
  readonly environment: JobEnvironment;
  /** The endpoint that runs the job; it must be of the environment. */
  readonly endpointId: string;
  readonly job: z.input<typeof JobMetadataSchema>;
}

/** A registered job. */
export interface RegisteredJob {
  readonly job: Job;
  readonly version: JobVersion;
  /** The version that the alias `latest` names now; not the registered one when that is older. */
  readonly latest: string;
}

/** See `JobsService.registerJob`. Inherits from trigger.dev v2 `RegisterJobService`, which had no transaction. */
export async function registerJob(
  context: JobsContext,
  { environment, endpointId, job: metadata }: RegisterJobInput,
  { tx }: InTransaction = {},
): Promise<RegisteredJob | null> {
  const declared = parseInput(JobMetadataSchema, metadata);
  return context.repository.withTransaction(tx, async (statements, tx) => {
    const job = await statements.upsertJob({
      id: newId(),
      slug: declared.id,
      title: declared.name,
      internal: declared.internal,
      organizationId: environment.organizationId,
      projectId: environment.projectId,
      revive: declared.enabled,
    });
    if (job === null) return null;

    const { version, latest } = await upsertVersion(statements, environment, endpointId, job, declared);
    const dispatcher = jobDispatcher(declared.trigger, {
      environmentId: environment.id,
      jobId: job.id,
      // the version registered last, be it older than `latest`: it is what the endpoint runs now, after a roll-back too
      versionId: version.id,
      enabled: declared.enabled,
    });
    if (dispatcher === null) {
      const key = { environmentId: environment.id, dispatchableId: job.id };
      await context.dispatchers.disableDispatcher(key, { tx });
    } else {
      await context.dispatchers.upsertDispatcher(dispatcher, { tx });
    }
    const fields = { slug: job.slug, version: version.version, latest, environmentId: environment.id };
    tx.afterCommit(() => context.logger.info('Job registered', fields));
    return { job, version, latest };
  });
}

async function upsertVersion(
  statements: Querier,
  environment: JobEnvironment,
  endpointId: string,
  job: Job,
  declared: JobMetadata,
): Promise<{ version: JobVersion; latest: string }> {
  const { examples, ...eventSpecification } = declared.event;
  const upserted = await statements.upsertJobVersion({
    id: newId(),
    jobId: job.id,
    version: declared.version,
    eventSpecification,
    properties: declared.trigger.type === 'static' ? (declared.trigger.properties ?? null) : null,
    preprocessRuns: declared.preprocessRuns,
    status: declared.enabled ? 'ACTIVE' : 'DISABLED',
    examples: toExamples(examples ?? []),
    endpointId,
    environmentId: environment.id,
    organizationId: environment.organizationId,
    projectId: environment.projectId,
    queueName: DEFAULT_QUEUE.name,
    queueMaxJobs: DEFAULT_QUEUE.maxJobs,
  });
  if (upserted === null) {
    throw new JobsError(
      'ENDPOINT_NOT_FOUND',
      `The environment has no endpoint "${endpointId}" to run job "${job.slug}": was it deleted?`,
    );
  }
  const { otherVersions, latestVersionId, ...version } = upserted;
  const latest = latestVersion(version.version, otherVersions);
  // a latest version other than this one was the latest before, unless its alias went with a deleted endpoint
  const isNamed = latest === version.version ? latestVersionId === version.id : latestVersionId !== null;
  if (!isNamed) {
    await statements.pointJobAlias({
      jobId: job.id,
      environmentId: environment.id,
      name: LATEST_ALIAS,
      version: latest,
    });
  }
  return { version, latest };
}

/** As the statement reads them; of examples with the same id the last. */
function toExamples(examples: NonNullable<JobMetadata['event']['examples']>) {
  const bySlug = new Map(
    examples.map(({ id, name, icon, payload }) => [
      id,
      { slug: id, name, icon: icon ?? null, payload: payload ?? null },
    ]),
  );
  return [...bySlug.values()];
}
