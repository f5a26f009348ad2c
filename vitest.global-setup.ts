import { existsSync } from 'node:fs';
import { createDatabase, runMigrations } from '@kongflow/database';
import { startTestRun } from '@kongflow/testing';

async function installQueueIn(connectionString: string): Promise<void> {
  const entry = new URL('packages/worker-queue/src/index.ts', import.meta.url);
  if (!existsSync(entry)) return;
  const queue: unknown = await import(entry.href);
  if (typeof queue !== 'object' || queue === null || !('installQueue' in queue) || typeof queue.installQueue !== 'function') return;
  const database = createDatabase({ connectionString, max: 2 });
  try {
    await queue.installQueue(database);
  } finally {
    await database.close();
  }
}

/** One PostgreSQL for the run, with a template that has our schema and the queue's; test files clone it. */
export default async function setup(): Promise<() => Promise<void>> {
  const run = await startTestRun({
    log: (line) => console.log(line),
    prepare: async (url) => {
      await runMigrations(url);
      await installQueueIn(url);
    },
  });
  return run.stop;
}
