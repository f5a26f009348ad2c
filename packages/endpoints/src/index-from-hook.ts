import { JsonSchema, isUuid } from '@kongflow/protocol';
import type { EndpointsContext } from './context.ts';
import { createIndex } from './create-index.ts';
import { describeDeployment } from './deployment-reason.ts';
import { EndpointsError } from './errors.ts';
import type { EndpointIndex } from './generated/models.ts';
import { isSameHookIdentifier } from './hook-identifier.ts';
import { endpointNotFound } from './index-endpoint.ts';

/** A deployment is often announced before its URL serves it. */
const DELAY_MS = 5_000;

/** A request to an indexing hook. */
export interface IndexFromHookInput {
  readonly environmentId: string;
  readonly endpointSlug: string;
  /** The secret part of the hook's URL. */
  readonly identifier: string;
  /** The body of the request, as far as it is JSON. */
  readonly sourceData?: unknown;
}

/** See `EndpointsService.indexFromHook`. */
export async function indexFromHook(
  { repository, queue }: EndpointsContext,
  { environmentId, endpointSlug, identifier, sourceData }: IndexFromHookInput,
): Promise<EndpointIndex> {
  if (!isUuid(environmentId)) throw endpointNotFound(endpointSlug);
  const endpoint = await repository.getEndpointForHook({ environmentId, slug: endpointSlug });
  if (endpoint === null) throw endpointNotFound(endpointSlug);
  if (!isSameHookIdentifier(identifier, endpoint.indexingHookIdentifier)) {
    throw new EndpointsError('INVALID_HOOK_IDENTIFIER', 'Index hook identifier is invalid');
  }
  const json = JsonSchema.safeParse(sourceData);
  return repository.withTransaction((statements, tx) =>
    createIndex(queue, statements, tx, {
      endpointId: endpoint.id,
      environmentType: endpoint.environmentType,
      source: 'HOOK',
      reason: json.success ? describeDeployment(json.data) : null,
      sourceData: json.success ? json.data : null,
      delayMs: DELAY_MS,
    }),
  );
}
