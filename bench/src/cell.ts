// One subject, one operation, one process: what others left in the heap or the optimiser must not count.
import { cpuUsage } from 'node:process';
import { Client } from 'pg';
import { readArguments } from './arguments.ts';
import { BULK, operationOf, repeat } from './operations.ts';
import { serverCpu } from './server-cpu.ts';
import { openSubject } from './subjects.ts';

const { subjects, operation, url, books, warmUpMs, measureMs } = readArguments();
const subject = await openSubject(subjects[0], url);
const observer = new Client({ connectionString: url });
await observer.connect();
const work = operationOf(operation, books);
const once = (): Promise<void> => work(subject);

const warm = await repeat(once, warmUpMs);
const serverBefore = await serverCpu(observer);
const clientBefore = cpuUsage();
const started = performance.now();
const count = await repeat(once, measureMs);
const seconds = (performance.now() - started) / 1000;
const client = cpuUsage(clientBefore);
const server = (await serverCpu(observer)) - serverBefore;

// A write that stores nothing would be fast.
if (operation === 'insert' || operation === 'bulk' || operation === 'transaction') {
  const expected = (warm + count) * (operation === 'bulk' ? BULK : 1);
  const { rows } = await observer.query<{ count: string }>('SELECT count(*) FROM orders');
  if (Number(rows[0]?.count) !== expected) throw new Error(`${rows[0]?.count ?? 'no'} orders, and not ${expected}`);
}
console.log(
  JSON.stringify({
    perSecond: count / seconds,
    client: (client.user + client.system) / count,
    server: server / count,
  }),
);
await observer.end();
await subject.close();
