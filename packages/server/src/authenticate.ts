import type { Kongflow } from 'kongflow';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app.ts';

/** How a route takes API keys. */
export interface AuthenticateOptions {
  /** Whether a public key (`pk_…`, meant for browsers) opens the route. Default: false. */
  readonly allowPublicKey?: boolean;
}

/**
 * Lets a request through that carries a valid API key, and leaves whose it is in the context.
 * Everything else is answered 401, with the text of trigger.dev v2.
 */
export function authenticate(kongflow: Kongflow, options: AuthenticateOptions = {}) {
  return createMiddleware<AppEnv>(async (context, next) => {
    const header = context.req.header('authorization') ?? null;
    const authentication = await kongflow.apiAuth.authenticate(header, options);
    if (authentication === null) return context.json({ error: 'Invalid or Missing API key' }, 401);
    context.set('authentication', authentication);
    return next();
  });
}
