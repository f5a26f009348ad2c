/*
 * A process for process-death.test.ts: works on the queue of the database in its argument, says on standard output what
 * it runs, and never ends what it runs.
 */
import { createDatabase } from '@kongflow/database';
import { createWorkerQueue } from '../../src/index.ts';
import { catalogue } from './catalogue.ts';

const database = createDatabase({ connectionString: process.argv[2] ?? '' });
const queue = createWorkerQueue({ database, catalogue });
const forever = new Promise<void>(() => undefined);
for (const task of ['flaky', 'once'] as const) {
  queue.handle(task, async ({ n }) => {
    console.log(`running ${task} ${n}`);
    await forever;
  });
}
await queue.start();
console.log('ready');
