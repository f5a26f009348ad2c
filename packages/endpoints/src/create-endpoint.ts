import { EndpointSlugSchema } from '@kongflow/protocol';
import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { EndpointsContext } from './context.ts';
import { resolveEndpointUrl } from './endpoint-url.ts';
import { EndpointsError } from './errors.ts';
import { parseInput } from './parse-input.ts';
import { saveEndpoint } from './save-endpoint.ts';
import type { CreatedEndpoint } from './save-endpoint.ts';

/** The endpoint to create. */
export interface CreateEndpointInput {
  readonly environment: AuthenticatedEnvironment;
  readonly url: string;
  /** The id of the `TriggerClient` in the user's code, 1 to 100 characters. */
  readonly id: string;
}

/** See `EndpointsService.createEndpoint`. */
export async function createEndpoint(
  context: EndpointsContext,
  { environment, url, id }: CreateEndpointInput,
): Promise<CreatedEndpoint> {
  const slug = parseInput(EndpointSlugSchema, id);
  const resolved = await resolveEndpointUrl(url, context.urls);
  const pong = await context.client.connect({ url: resolved, apiKey: environment.apiKey }).ping(slug);
  if (!pong.ok) throw new EndpointsError('FAILED_PING', pong.error);
  return saveEndpoint(context, environment, { slug, url: resolved, headers: pong.headers });
}
