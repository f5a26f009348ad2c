/**
 * Parses the URL of an endpoint. Only http and https; no user name and password, which would end up in logs and which
 * `fetch`, with which trigger.dev calls endpoints, refuses as well.
 *
 * @returns null where the URL cannot be called.
 */
export function parseEndpointUrl(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  return parsed;
}

/**
 * Writes a URL for messages and logs: without user name, password, query and fragment, any of which may hold a secret
 * (hosting providers take bypass tokens as query parameters).
 */
export function displayUrl(url: string): string {
  if (!URL.canParse(url)) return url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '') return url;
  parsed.username = '';
  parsed.password = '';
  parsed.search = '';
  parsed.hash = '';
  return parsed.href;
}
