import type { Authentication } from '@kongflow/api-auth';
import type { Kongflow } from 'kongflow';
import type { Hono } from 'hono';

/** What every route handler finds in its context. */
export interface AppEnv {
  Variables: { authentication: Authentication };
}

/** The router that the route files add themselves to. */
export type App = Hono<AppEnv>;

/** Adds the routes of one file to the app. */
export type Routes = (app: App, kongflow: Kongflow) => void;
