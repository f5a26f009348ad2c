import { displayUrl } from '@kongflow/endpoint-api';
import type { EndpointHeaders } from '@kongflow/endpoint-api';
import type { IndexEndpointResponse, IndexError } from '@kongflow/protocol';
import type { EndpointsContext } from './context.ts';
import { findUrlProblem } from './endpoint-url.ts';

const MAX_REDIRECTS = 5;

/** What an endpoint declared, or why it could not be asked. */
export type FetchedIndex =
  | {
      readonly ok: true;
      readonly response: IndexEndpointResponse;
      readonly headers: EndpointHeaders;
      /** The URL that answered, after redirects. */
      readonly url: string;
    }
  | { readonly ok: false; readonly error: IndexError };

/**
 * Asks an endpoint what it declares, and follows up to 5 redirects.
 *
 * The client refuses redirects to another origin, where the API key must not go; the policy refuses what it refuses
 * elsewhere.
 */
export async function fetchIndex(
  { client, urls }: Pick<EndpointsContext, 'client' | 'urls'>,
  target: { readonly url: string; readonly apiKey: string },
): Promise<FetchedIndex> {
  let { url } = target;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const problem = await findUrlProblem(url, urls);
    if (problem !== null) return failure(problem.message);
    const result = await client.connect({ url, apiKey: target.apiKey }).indexEndpoint();
    if (result.kind === 'response') return { ok: true, response: result.response, headers: result.headers, url };
    if (result.kind !== 'redirect') return failure(result.message, result.raw);
    url = result.location;
  }
  return failure(`Endpoint ${displayUrl(target.url)} is redirecting too many times`);
}

function failure(message: string, raw?: string): FetchedIndex {
  return { ok: false, error: { message, ...(raw === undefined ? {} : { raw }) } };
}
