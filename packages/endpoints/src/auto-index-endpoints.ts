import type { EndpointsContext } from './context.ts';

const INTERVAL_MS = 10 * 60_000;

/**
 * See `EndpointsService.autoIndexProductionEndpoints`.
 *
 * The lock makes a second process wait until the rows of the first are visible: without it, both would find every
 * endpoint due.
 */
export function autoIndexEndpoints({ repository, queue, logger }: EndpointsContext, ts: Date): Promise<void> {
  return repository.withTransaction(async (statements, tx) => {
    await statements.lockAutoIndexing();
    const ids = await statements.createDueIndexes({ since: new Date(ts.getTime() - INTERVAL_MS) });
    if (ids.length === 0) return;
    await queue.enqueueMany(
      ids.map((id) => ({ task: 'performEndpointIndexing', payload: { id } })),
      { tx },
    );
    logger.info('Endpoints are due for indexing', { count: ids.length });
  });
}
