import { cors } from 'hono/cors';
import type { App } from './app.ts';

/**
 * Cross-origin access for the read routes that browser hooks call with a public key: the origin is reflected, and no
 * credentials are allowed, because the key travels in a header.
 */
const browserAccess = cors({ origin: (origin) => origin, allowMethods: ['GET', 'HEAD'], maxAge: 300 });

/** Opens a read route to browsers; a route that writes stays closed, be its path one that this one matches. */
export function allowBrowsers(app: App, path: string): void {
  app.get(path, browserAccess);
  app.options(path, browserAccess);
}
