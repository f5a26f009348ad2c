import { cors } from 'hono/cors';

/**
 * Cross-origin access for the read routes that browser hooks call with a public key: the origin is reflected, and no
 * credentials are allowed, because the key travels in a header.
 */
export const browserAccess = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'],
  maxAge: 300,
});
