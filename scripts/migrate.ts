// npm run migrate -- up|down|redo [count]: the schema of DATABASE_URL, or of the embedded database of npm start.
import { createDatabase, runMigrations } from '@kongflow/database';
import { installQueue } from '@kongflow/worker-queue';
import { openDatabase } from './support/open-database.ts';
import { settingsOrExit } from './support/settings.ts';

const usage = `Usage: npm run migrate -- up [count]      apply migrations, all by default, and install the job queue
       npm run migrate -- down [count]    take back the last one, or as many
       npm run migrate -- redo [count]    take back and apply again`;

type Direction = 'up' | 'down' | 'redo';

function isDirection(text: string): text is Direction {
  return text === 'up' || text === 'down' || text === 'redo';
}

const [direction = 'up', count, ...rest] = process.argv.slice(2);
if (!isDirection(direction) || rest.length > 0 || (count !== undefined && !/^[1-9]\d{0,3}$/.test(count))) {
  console.error(usage);
  process.exit(2);
}

const settings = settingsOrExit();
try {
  const opened = await openDatabase(settings.dataDirectory, settings.databaseUrl);
  try {
    console.log(opened.description);
    await using database = createDatabase({ connectionString: opened.url, max: 4 });
    const steps = await runMigrations(database, {
      direction,
      ...(count === undefined ? {} : { count: Number(count) }),
    });
    for (const step of steps) console.log(`${step.direction.padEnd(4)} ${step.name}`);
    if (steps.length === 0) console.log(direction === 'up' ? 'nothing to do: up to date' : 'nothing to do');
    // The queue has a schema of its own; it is not taken back with ours, as jobs may be waiting in it.
    if (direction === 'up') await installQueue(database);
  } finally {
    await opened.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
