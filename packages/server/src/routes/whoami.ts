import type { Routes } from '../app.ts';
import { authenticate } from '../authenticate.ts';

/** `GET /api/v1/whoami`: the environment that the key belongs to; the CLI reads the keys from here. */
export const whoamiRoutes: Routes = (app, kongflow) => {
  app.get('/api/v1/whoami', authenticate(kongflow), (context) => context.json(context.var.authentication.environment));
};
