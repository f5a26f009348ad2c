import { createDatabase, runMigrations } from '@kongflow/database';
import { startTestRun } from '@kongflow/testing';
import { installQueue } from '@kongflow/worker-queue';

/** One PostgreSQL for the run, with a template that has our schema and the queue's; test files clone it. */
export default async function setup(): Promise<() => Promise<void>> {
  const run = await startTestRun({
    log: (line) => {
      console.log(line);
    },
    prepare: async (url) => {
      await using database = createDatabase({ connectionString: url, max: 2 });
      await runMigrations(database);
      await installQueue(database);
    },
  });
  return run.stop;
}
