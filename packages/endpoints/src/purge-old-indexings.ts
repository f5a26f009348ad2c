import type { EndpointsContext } from './context.ts';

const MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/** See `EndpointsService.purgeOldIndexings`. */
export async function purgeOldIndexings({ repository, logger }: EndpointsContext, ts: Date): Promise<void> {
  const count = await repository.deleteIndexesBefore({ before: new Date(ts.getTime() - MAX_AGE_MS) });
  if (count > 0) logger.info('Old endpoint indexes deleted', { count });
}
