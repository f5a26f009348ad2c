import type { EndpointHeaders } from '@kongflow/endpoint-api';
import { newId } from '@kongflow/protocol';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { EndpointsContext } from './context.ts';
import { createIndex } from './create-index.ts';
import type { Endpoint, EndpointIndex } from './generated/models.ts';
import { newHookIdentifier } from './hook-identifier.ts';

/** An endpoint that was created or moved, and the index that was started for it. */
export interface CreatedEndpoint extends Endpoint {
  readonly endpointIndex: EndpointIndex;
}

/**
 * Creates the endpoint or moves it to its new URL, and has it indexed, in one transaction.
 *
 * @param headers what the endpoint that answered at `url` told of its versions
 */
export function saveEndpoint(
  { repository, queue }: EndpointsContext,
  environment: AuthenticatedEnvironment,
  { slug, url, headers }: { readonly slug: string; readonly url: string; readonly headers: EndpointHeaders },
): Promise<CreatedEndpoint> {
  return repository.withTransaction(async (statements, tx) => {
    const endpoint = await statements.upsertEndpoint({
      id: newId(),
      slug,
      url,
      version: headers.triggerVersion,
      sdkVersion: headers.triggerSdkVersion,
      indexingHookIdentifier: newHookIdentifier(),
      environmentId: environment.id,
      organizationId: environment.organizationId,
      projectId: environment.projectId,
    });
    const endpointIndex = await createIndex(queue, statements, tx, {
      endpointId: endpoint.id,
      environmentType: environment.type,
      source: 'INTERNAL',
    });
    return { ...endpoint, endpointIndex };
  });
}
