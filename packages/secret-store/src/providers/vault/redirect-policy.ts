/**
 * Decides where a redirect may take a request, with its token and its secret. A standby server of Vault answers 307 with the
 * same path at the active one, which is another host. So the path has to be the same, as that of a login page is not, and the
 * target is https; without TLS as well, the same host on any port, of an address that had none itself.
 *
 * @param path the request's path from `/v1/` on, with its query.
 * @returns the URL to send the request to, or why not.
 */
export function followRedirect(
  status: number,
  location: string | null,
  from: string,
  path: string,
): { readonly url: string } | { readonly refusal: string } {
  // After 301, 302 and 303 a client may turn POST into GET; Vault sends none of them.
  if (status !== 307 && status !== 308) return { refusal: `a redirect of status ${status}, which Vault never sends` };
  if (location === null || !URL.canParse(location, from)) return { refusal: 'a redirect without a valid location' };
  const source = new URL(from);
  const target = new URL(location, from);
  if (target.username !== '' || target.password !== '') return { refusal: 'a redirect with a user name' };
  if (!`${target.pathname}${target.search}`.endsWith(path))
    return { refusal: `a redirect to another path of ${target.origin}` };
  const isSafe =
    target.protocol === 'https:' ||
    (target.protocol === 'http:' && source.protocol === 'http:' && target.hostname === source.hostname);
  return isSafe ? { url: target.href } : { refusal: `a redirect to ${target.origin}, which is not https` };
}
