import { EndpointsError } from './errors.ts';

/** Which URLs endpoints may have. */
export interface UrlPolicy {
  /**
   * Replaces the host `localhost`, for servers in a container whose endpoints run on its host
   * (`host.docker.internal`). Default: not replaced.
   */
  readonly localhost?: string | undefined;
  /**
   * Whether this server may call a URL; asked for every URL given and every redirect. Default: every http and https
   * URL, also of private networks, as endpoints on the developer's own machine are the normal case. A server that is
   * shared by strangers should refuse addresses of its own network here.
   */
  readonly isAllowed?: ((url: URL) => boolean | Promise<boolean>) | undefined;
}

/**
 * The URL to store and call: checked, with `localhost` replaced if the policy says so, otherwise untouched.
 *
 * @throws EndpointsError INVALID_URL, URL_NOT_ALLOWED
 */
export async function resolveEndpointUrl(text: string, policy: UrlPolicy): Promise<string> {
  const problem = await findUrlProblem(text, policy);
  if (problem !== null) throw new EndpointsError(problem.code, problem.message);
  const url = new URL(text);
  if (policy.localhost === undefined || url.hostname !== 'localhost') return text;
  url.hostname = policy.localhost;
  return url.href;
}

/** What is wrong with a URL, or null. The message names the URL without its credentials and query. */
export async function findUrlProblem(
  text: string,
  policy: UrlPolicy,
): Promise<{ readonly code: 'INVALID_URL' | 'URL_NOT_ALLOWED'; readonly message: string } | null> {
  const url = URL.parse(text);
  if (url === null) return { code: 'INVALID_URL', message: 'The endpoint URL is not a URL.' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return {
      code: 'INVALID_URL',
      message: `The endpoint URL must start with http:// or https://, not ${url.protocol}`,
    };
  }
  if (url.username !== '' || url.password !== '') {
    return { code: 'INVALID_URL', message: 'The endpoint URL must not contain a user name or password.' };
  }
  if (policy.isAllowed !== undefined && !(await policy.isAllowed(url))) {
    return { code: 'URL_NOT_ALLOWED', message: `This server may not call ${url.origin}${url.pathname}` };
  }
  return null;
}
