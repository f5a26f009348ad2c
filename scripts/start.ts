// npm start: API and workers, on an embedded database that persists or on DATABASE_URL.
import path from 'node:path';
import { writeEnvironmentFiles } from './support/environment-files.ts';
import { settingsOrExit } from './support/settings.ts';
import { onStopSignal } from './support/stop-signal.ts';
import { startPlatform } from './support/start-platform.ts';

const settings = settingsOrExit();
const folder = settings.dataDirectory;
try {
  const platform = await startPlatform({
    settings,
    folder,
    port: settings.port,
    onStep: (step) => console.log(`  ${step}`),
  });
  const envFolder = path.relative('.', writeEnvironmentFiles(folder, platform.url, platform.environments));
  console.log(`  keys are in ${envFolder}/: node --env-file=${envFolder}/dev.env app.js`);
  onStopSignal(() => platform.stop());
  console.log(`KongFlow is ready at ${platform.url}`);
} catch (error) {
  console.error('KongFlow could not start:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
