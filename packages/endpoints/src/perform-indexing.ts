/**
 * The states of an endpoint index (trigger.dev v2.2 `performEndpointIndexing`):
 *
 *   PENDING  inserted together with its task, `createIndex`
 *   → STARTED  the endpoint was asked, and the answer is stored together with the tasks that register and disable its
 *              jobs; `pending_registrations` names them
 *   → SUCCESS  the last registration was settled, `settleRegistration`; or a newer index was put in force, and what was
 *              left is skipped; or there was nothing to register
 *   → FAILURE  the endpoint could not be asked, `failIndex`; or the task's attempts were used up, `failIndexing`
 *
 * Every arrow is one guarded update, in the transaction that holds what it stands for. So the task may be repeated at
 * any point: before the transaction nothing has happened and the endpoint is asked again, after it there is nothing
 * left to do. Failures of the endpoint do not throw, only those of our own infrastructure do and are tried again.
 *
 * Two indexes of one endpoint may be carried out at the same time. `AdoptIndex` locks the endpoint and puts one in force
 * unless the one in force was fetched later: an answer that was overtaken changes nothing. From then on registrations of
 * the older index find themselves out of force (`LockRegistration`), so none can undo what a newer one did.
 */
import type { EndpointsContext } from './context.ts';
import { fetchIndex } from './fetch-index.ts';
import type { FetchedIndex } from './fetch-index.ts';
import type { GetIndexingRow } from './generated/endpoint_indexes.sql.ts';
import { initialStats, planRegistrations } from './plan-registrations.ts';

/** See `EndpointsService.performIndexing`. */
export async function performIndexing(context: EndpointsContext, indexId: string): Promise<void> {
  const indexing = await context.repository.getIndexing({ id: indexId });
  // Gone with its endpoint, or carried out by an earlier attempt.
  if (indexing === null || indexing.status !== 'PENDING') return;

  const { apiKey } = await context.environments.getEnvironment(indexing.environmentId);
  const fetched = await fetchIndex(context, { url: indexing.url, apiKey });
  if (fetched.ok) {
    await startIndex(context, indexing, fetched);
    return;
  }
  await context.repository.failIndex({ id: indexId, error: fetched.error });
  context.logger.info('Endpoint could not be indexed', { indexId, endpointId: indexing.endpointId });
}

/** See `EndpointsService.failIndexing`. */
export async function failIndexing(context: EndpointsContext, indexId: string, message: string): Promise<void> {
  const failed = await context.repository.failIndex({ id: indexId, error: { message } });
  if (failed !== null) context.logger.error('Indexing failed', { indexId, message });
}

/** Rolls a transaction back in which the index turned out to be carried out already. */
class NotPending extends Error {}

async function startIndex(
  { repository, queue, jobs }: EndpointsContext,
  { id, endpointId, environmentId, url, fetchedAt }: GetIndexingRow,
  { response, headers, url: answeredUrl }: Extract<FetchedIndex, { ok: true }>,
): Promise<void> {
  const stats = initialStats(response);
  const start = { id, data: response, stats, registrations: [] };
  try {
    await repository.withTransaction(async (statements, tx) => {
      const adopted = await statements.adoptIndex({
        id: endpointId,
        indexId: id,
        fetchedAt,
        requestedUrl: url,
        answeredUrl,
        version: headers.triggerVersion,
        sdkVersion: headers.triggerSdkVersion,
      });
      if (adopted === null) {
        await statements.startIndex({ ...start, stats: { ...stats, skippedJobs: response.jobs.length } });
        return;
      }
      await statements.endSupersededIndexes({ endpointId, byIndexId: id });

      const latestJobs = await jobs.listLatestJobs({ environmentId, endpointId }, { tx });
      const registrations = planRegistrations({ endpointId, indexId: id }, response, latestJobs);
      const started = await statements.startIndex({ ...start, registrations: registrations.map(({ key }) => key) });
      if (started === null) throw new NotPending();
      if (registrations.length > 0) {
        const tasks = registrations.map((registration) => {
          const { key: _, ...task } = registration;
          return task;
        });
        await queue.enqueueMany(tasks, { tx });
      }
    });
  } catch (error) {
    if (!(error instanceof NotPending)) throw error;
  }
}
