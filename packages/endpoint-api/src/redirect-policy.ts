const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Tells whether a status sends the client to another URL. */
export function isRedirect(status: number): boolean {
  return redirectStatuses.has(status);
}

/** Tells whether a redirect keeps method and body: after 301, 302 and 303 clients turn POST into GET. */
export function keepsMethod(status: number): boolean {
  return status === 307 || status === 308;
}

/**
 * Tells whether the API key may follow a redirect: within an origin, or from http to https of the same host on the
 * standard ports. Any other origin may belong to somebody else.
 */
export function mayFollow(from: URL, to: URL): boolean {
  if (to.username !== '' || to.password !== '') return false;
  if (from.origin === to.origin) return true;
  return (
    from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    from.hostname === to.hostname &&
    from.port === '' &&
    to.port === ''
  );
}

/** Resolves a `Location` header, or null where it is no URL. */
export function resolveLocation(location: string, base: URL): URL | null {
  return URL.canParse(location, base.href) ? new URL(location, base) : null;
}
