// npm start: API and workers, on an embedded database that persists or on DATABASE_URL.
import path from 'node:path';
import { dataDirectory } from './support/data-directory.ts';
import { writeEnvironmentFiles } from './support/environment-files.ts';
import { onStopSignal } from './support/stop-signal.ts';
import { startPlatform } from './support/start-platform.ts';

const port = Number(process.env['PORT'] || 3030);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT must be a whole number from 0 to 65535, not "${process.env['PORT']}".`);
  process.exit(2);
}

const folder = dataDirectory();
const platform = await startPlatform({
  folder,
  port,
  logLevel: process.env['LOG_LEVEL'] || 'info',
  onStep: (step) => console.log(`  ${step}`),
});
const envFolder = writeEnvironmentFiles(folder, platform.url, platform.environments);
console.log(
  `  keys are in ${path.relative('.', envFolder)}/: node --env-file=${path.relative('.', envFolder)}/dev.env app.js`,
);
onStopSignal(() => platform.stop());
console.log(`KongFlow is ready at ${platform.url}`);
