// npm run demo: a whole trigger.dev v2 session on an embedded PostgreSQL, from an empty folder to a finished run.
// Killed in the middle and started again, it picks the same run up and completes it.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOrderApp, type OrderApp } from './order-app.ts';
import { Timeline } from './timeline.ts';
import { waitForIndex, waitForRun } from './wait.ts';
import { settingsOrExit } from '../support/settings.ts';
import { startPlatform, type Platform } from '../support/start-platform.ts';
import { onStopSignal } from '../support/stop-signal.ts';

const settings = settingsOrExit();
const folder = path.join(settings.dataDirectory, 'demo');
mkdirSync(folder, { recursive: true });
const stateFile = path.join(folder, 'order-in-flight');
const timeline = new Timeline();

let app: OrderApp | undefined;
let platform: Platform | undefined;
const stop = async (): Promise<void> => {
  await platform?.stop();
  await app?.stop();
};
onStopSignal(stop);

try {
  platform = await startPlatform({
    settings,
    folder,
    port: 0,
    hostname: '127.0.0.1',
    logLevel: 'warn',
    onStep: (text) => timeline.step(text),
  });
  const environment = platform.environments.find(({ slug }) => slug === 'dev');
  if (environment === undefined) throw new Error('the first project has no dev environment');
  timeline.step(`API listens on ${platform.url}`);

  const { apiKey } = environment;
  app = await startOrderApp({
    apiKey,
    apiUrl: platform.url,
    effects: path.join(folder, 'effects'),
    waitSeconds: settings.demoWaitSeconds,
  });
  const jobs = await waitForIndex({ apiUrl: platform.url, apiKey, id: app.client.id, url: app.url });
  timeline.step(`order-app is connected (@trigger.dev/sdk 2.3.18 on express): ${jobs} job indexed`);

  const resumed = existsSync(stateFile);
  const orderId = resumed ? readFileSync(stateFile, 'utf8') : randomUUID();
  writeFileSync(stateFile, orderId);
  // The id makes sending idempotent: a second send of the same order is the same event, and the same run.
  const event = await app.client.sendEvent({
    id: `order-${orderId}`,
    name: 'order.placed',
    payload: { order: orderId.slice(0, 8), items: ['tea', 'cup', 'kettle'] },
  });
  timeline.step(resumed ? `event ${event.id} was sent before: following its run` : `event ${event.id} sent`);

  const run = await waitForRun(app.client, event.id, (snapshot) => timeline.show(snapshot));
  rmSync(stateFile);
  timeline.step(`output ${JSON.stringify(run.output)}`);
  process.exitCode = run.status === 'SUCCESS' ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stop();
}
