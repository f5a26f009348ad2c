// Two subjects in one process, in turns of a tenth of a second: what else the machine does falls on both of them, so
// that a difference of a few per cent shows on a busy one too.
import { cpuUsage } from 'node:process';
import { Client } from 'pg';
import { readArguments } from './arguments.ts';
import { operationOf, repeat } from './operations.ts';
import { serverCpu } from './server-cpu.ts';
import type { Subject } from './subject.ts';
import { openSubject } from './subjects.ts';

const TURN_MS = 100;

const { subjects, operation, url, books, warmUpMs, measureMs } = readArguments();
const first = await openSubject(subjects[0], url);
const second = await openSubject(subjects[1], url);
const observer = new Client({ connectionString: url });
await observer.connect();
const work = operationOf(operation, books);

/** Microseconds of processor time an operation, of client and server. */
async function turn(subject: Subject): Promise<number> {
  const serverBefore = await serverCpu(observer);
  const before = cpuUsage();
  const count = await repeat(() => work(subject), TURN_MS);
  const { user, system } = cpuUsage(before);
  return (user + system + (await serverCpu(observer)) - serverBefore) / count;
}

for (const subject of [first, second, first, second]) await repeat(() => work(subject), warmUpMs / 2);
const ratios: number[] = [];
for (const end = performance.now() + measureMs; performance.now() < end;) {
  // There and back, so that neither gains from a machine that becomes busier.
  const there = [await turn(first), await turn(second)] as const;
  const back = [await turn(second), await turn(first)] as const;
  ratios.push((there[1] + back[0]) / (there[0] + back[1]));
}
console.log(JSON.stringify({ ratios }));
await observer.end();
await first.close();
await second.close();
