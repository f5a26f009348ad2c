import type { Routes } from '../app.ts';

/** `GET /healthcheck`: 200 `OK` while the database answers, otherwise 500 `ERROR`. */
export const healthRoutes: Routes = (app, kongflow) => {
  app.get('/healthcheck', async (context) => {
    try {
      await kongflow.ping();
      return context.text('OK');
    } catch {
      return context.text('ERROR', 500);
    }
  });
};
