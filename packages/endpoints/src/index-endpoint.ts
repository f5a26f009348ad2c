import { IndexEndpointBodySchema } from '@kongflow/protocol';
import type { Json } from '@kongflow/protocol';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { EndpointsContext } from './context.ts';
import { createIndex, indexJobKey } from './create-index.ts';
import { EndpointsError } from './errors.ts';
import type { EndpointIndex } from './generated/models.ts';
import { parseInput } from './parse-input.ts';
import { performIndexing } from './perform-indexing.ts';

/**
 * When the queue takes over an index whose caller died: later than endpoints answer. Should one be slower, it is asked
 * twice, and one of the two finds the index carried out.
 */
const TAKE_OVER_MS = 2 * 60_000;

/** Which endpoint to index, and why. */
export interface IndexEndpointInput {
  readonly environment: AuthenticatedEnvironment;
  readonly endpointSlug: string;
  /** API for requests, MANUAL for people. */
  readonly source: 'API' | 'MANUAL';
  /** Free text that is kept with the index. */
  readonly reason?: string | undefined;
  /** Any JSON that is kept with the index. */
  readonly sourceData?: Json | undefined;
}

/** See `EndpointsService.indexEndpoint`. */
export async function indexEndpoint(
  context: EndpointsContext,
  { environment, endpointSlug, source, reason, sourceData }: IndexEndpointInput,
): Promise<EndpointIndex> {
  const why = parseInput(IndexEndpointBodySchema, { reason, data: sourceData });
  const { repository, queue } = context;
  const endpoint = await repository.getEndpointBySlug({ environmentId: environment.id, slug: endpointSlug });
  if (endpoint === null) throw endpointNotFound(endpointSlug);

  const { id } = await repository.withTransaction((statements, tx) =>
    createIndex(queue, statements, tx, {
      endpointId: endpoint.id,
      environmentType: environment.type,
      source,
      reason: why.reason,
      sourceData: why.data,
      delayMs: TAKE_OVER_MS,
    }),
  );
  await performIndexing(context, id);
  await queue.dequeue(indexJobKey(id));

  const index = await repository.getIndex({ id, environmentId: environment.id });
  if (index === null) throw endpointNotFound(endpointSlug);
  return index;
}

/** The error for an endpoint that is not there, or not the environment's. */
export function endpointNotFound(slug: string): EndpointsError {
  return new EndpointsError('ENDPOINT_NOT_FOUND', `There is no endpoint ${JSON.stringify(slug)} in this environment.`);
}
