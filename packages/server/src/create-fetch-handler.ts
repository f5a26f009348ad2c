import type { Kongflow } from 'kongflow';
import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routePath } from 'hono/route';
import { trimTrailingSlash } from 'hono/trailing-slash';
import type { AppEnv, Routes } from './app.ts';
import { answerError } from './error-status.ts';
import { limitBody } from './limit-body.ts';
import { endpointRoutes } from './routes/endpoints.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { runRoutes } from './routes/runs.ts';
import { taskRoutes } from './routes/tasks.ts';
import { whoamiRoutes } from './routes/whoami.ts';

/** A web-standard request handler: mount it in Node, Bun, Deno, Hono, Next.js or wherever `Request` is spoken. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** Options of {@link createFetchHandler}. */
export interface FetchHandlerOptions {
  /** Largest request body that is read, in bytes; larger ones are answered 413. Default: 16 MiB. */
  readonly maxBodyBytes?: number;
}

const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;

const allRoutes: readonly Routes[] = [healthRoutes, whoamiRoutes, endpointRoutes, eventRoutes, runRoutes, taskRoutes];

/**
 * Makes the HTTP API that the unmodified trigger.dev 2.x SDKs talk to.
 *
 * Every error but that of `/healthcheck` is JSON with a string `error`, because the SDK throws exactly that text.
 *
 * @param kongflow a platform from `createKongflow`; starting and stopping it stays with the caller
 * @example
 * const fetch = createFetchHandler(kongflow);
 * const response = await fetch(new Request('http://localhost/healthcheck'));
 */
export function createFetchHandler(kongflow: Kongflow, options: FetchHandlerOptions = {}): FetchHandler {
  const maxSize = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const logger = kongflow.logger.child({ component: 'server' });
  const app = new Hono<AppEnv>();

  app.use(trimTrailingSlash({ alwaysRedirect: true }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) =>
        context.json({ error: 'Method Not Allowed' }, 405, { Allow: methods.join(', ') }),
    }),
  );
  app.use(limitBody(maxSize));
  for (const addRoutes of allRoutes) addRoutes(app, kongflow);

  app.notFound((context) => context.json({ error: `No route ${context.req.method} ${context.req.path}` }, 404));
  app.onError((error, context) => {
    const answer = answerError(error);
    if (answer.status === 500) {
      // not the path: that of an indexing hook holds its secret
      const { identifier: _, ...params } = context.req.param();
      logger.error('Request failed', { method: context.req.method, route: routePath(context, -1), params, error });
    }
    return context.json({ error: answer.error }, answer.status);
  });
  return async (request) => app.fetch(request);
}
