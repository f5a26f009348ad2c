// npm run bench -- queue [--rounds 5] [--jobs 20000]
// No-op jobs through our queue, pg-boss' work() and graphile-worker, one after the other in every round, so that what
// else the machine does falls on all of them. PostgreSQL flushes every commit to disk (DATABASE_URL chooses another).
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, type Database } from '@kongflow/database';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { openGraphile } from './queue/graphile.ts';
import { openKongflow } from './queue/kongflow.ts';
import { measureBatches, measureEnqueue, measureLatency, measureThroughput } from './queue/measure.ts';
import { openPgBoss } from './queue/pg-boss.ts';
import type { OpenSystem, System } from './queue/system.ts';
import { describeMachine } from './support/machine.ts';
import { percentile } from './support/percentile.ts';

const systems: readonly OpenSystem[] = [
  openKongflow,
  openPgBoss('pg-boss work()', (concurrency) => ({ localConcurrency: concurrency })),
  openPgBoss('pg-boss work(), batches', (concurrency) => ({ batchSize: concurrency, burstWhenBatchFull: true })),
  openGraphile('graphile-worker', {}),
  openGraphile('graphile-worker, localQueue', { localQueue: { size: 500 }, completeJobBatchDelay: 0 }),
];
// What the others are compared with: the engine of trigger.dev v2, as it used it.
const REFERENCE = 'graphile-worker';
const LIMIT_MS = 5000;

/** Figures by measurement and system. */
type Figures = Map<string, Map<string, number[]>>;

/** Runs the benchmark and prints its figures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '5' }, jobs: { type: 'string', default: '20000' } },
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kongflow-bench-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const url = process.env['DATABASE_URL'] ?? (await startPostgres(folder, undo));
    const admin = createDatabase({ connectionString: url, max: 1 });
    undo.push(() => admin.close());
    console.log(await describeMachine(admin));
    const rounds = Number(values.rounds);
    const jobs = Number(values.jobs);
    console.log(`${jobs} jobs a measurement, ${rounds} rounds; the median, [worst–best], and × ${REFERENCE}.\n`);
    const figures: Figures = new Map();
    for (let round = 0; round < rounds; round += 1) await runRound(admin, url, jobs, figures);
    for (const [label, bySystem] of figures) print(label, bySystem);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function startPostgres(folder: string, undo: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(folder, 'postgres'),
    durable: true,
    settings: { shared_buffers: '512MB', max_connections: 200 },
  });
  undo.push(() => server.stop());
  return server.url('postgres');
}

type Measurement = readonly [label: string, measure: (system: System) => Promise<number[]>, skip?: RegExp];

async function runRound(admin: Database, url: string, jobs: number, figures: Figures): Promise<void> {
  const few = Math.min(jobs, 2000);
  const enqueueing = /, /; // the variants differ in how they work, not in how they store
  const measurements: readonly Measurement[] = [
    ['processing, concurrency 10, jobs/s', async (system) => [await measureThroughput(system, 10, jobs, LIMIT_MS)]],
    ['processing, concurrency 50, jobs/s', async (system) => [await measureThroughput(system, 50, jobs, LIMIT_MS)]],
    ['storing, 1 caller, jobs/s', async (system) => [await measureEnqueue(system, 1, few)], enqueueing],
    ['storing, 10 callers, jobs/s', async (system) => [await measureEnqueue(system, 10, few * 2)], enqueueing],
    ['storing, 1000 a call, jobs/s', async (system) => [await measureBatches(system, jobs)], enqueueing],
    ['commit → handler, idle, ms', async (system) => measureLatency(system, 50), /batches/],
  ];
  for (const [label, measure, skip] of measurements) {
    for (const open of systems) {
      await withDatabase(admin, url, async (own) => {
        const system = await open(own);
        try {
          if (skip?.test(system.name)) return;
          const bySystem = figures.get(label) ?? new Map<string, number[]>();
          figures.set(label, bySystem);
          bySystem.set(system.name, [...(bySystem.get(system.name) ?? []), ...(await measure(system))]);
        } finally {
          await system.close();
        }
      });
    }
  }
}

async function withDatabase(admin: Database, url: string, work: (url: string) => Promise<void>): Promise<void> {
  const name = `kongflow_bench_${randomBytes(4).toString('hex')}`;
  await admin.pool.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  try {
    await work(own.href);
  } finally {
    await admin.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    // Writes of the last measurement must not fall on the next one.
    await admin.pool.query('CHECKPOINT');
  }
}

function print(label: string, bySystem: ReadonlyMap<string, readonly number[]>): void {
  const reference = percentile(bySystem.get(REFERENCE) ?? [], 50);
  const isLatency = label.endsWith('ms');
  const figure = (value: number): string => (isLatency ? value.toFixed(2) : Math.round(value).toLocaleString('en'));
  console.log(label);
  for (const [name, values] of bySystem) {
    const median = percentile(values, 50);
    const range = isLatency
      ? `p95 ${figure(percentile(values, 95))}`
      : `[${figure(Math.min(...values))}–${figure(Math.max(...values))}]`;
    console.log(
      `  ${name.padEnd(30)} ${figure(median).padStart(8)}  ${range.padEnd(18)} × ${(median / reference).toFixed(2)}`,
    );
  }
  console.log('');
}
