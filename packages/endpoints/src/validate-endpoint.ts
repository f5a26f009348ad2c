import type { AuthenticatedEnvironment } from '@kongflow/tenancy';
import type { EndpointsContext } from './context.ts';
import { resolveEndpointUrl } from './endpoint-url.ts';
import { EndpointsError } from './errors.ts';
import { saveEndpoint } from './save-endpoint.ts';
import type { CreatedEndpoint } from './save-endpoint.ts';

/** The endpoint to create; it says itself what it is called. */
export interface ValidateEndpointInput {
  readonly environment: AuthenticatedEnvironment;
  readonly url: string;
}

/** See `EndpointsService.validateEndpoint`. */
export async function validateEndpoint(
  context: EndpointsContext,
  { environment, url }: ValidateEndpointInput,
): Promise<CreatedEndpoint> {
  const resolved = await resolveEndpointUrl(url, context.urls);
  const answer = await context.client.connect({ url: resolved, apiKey: environment.apiKey }).validate();
  if (!answer.ok) throw new EndpointsError('FAILED_VALIDATION', answer.error);
  return saveEndpoint(context, environment, { slug: answer.endpointId, url: resolved, headers: answer.headers });
}
