// npm run bench -- latency [--samples 200] [--warm-up 20]
// How long after an event is accepted does its endpoint get the first EXECUTE_JOB, on an idle system, one at a time?
// The platform is `npm start` in a process of its own; PostgreSQL flushes every commit to disk (DATABASE_URL chooses another).
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { createDatabase, type Database } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { startDurablePostgres } from './support/durable-postgres.ts';
import { describeMachine } from './support/machine.ts';
import { format, percentile } from './support/percentile.ts';
import { startReceiver, type Receiver } from './support/receiver.ts';

/** The milliseconds of one event on its way. */
interface Sample {
  readonly eventId: string;
  /** When the EXECUTE_JOB came, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** From the request that sends it to its 200. */
  readonly accept: number;
  /** From its 200 to the EXECUTE_JOB. */
  readonly dispatch: number;
  /** From the request that sends it to the EXECUTE_JOB. */
  readonly total: number;
}

/** Runs the benchmark and prints its figures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { samples: { type: 'string', default: '200' }, 'warm-up': { type: 'string', default: '20' } },
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kongflow-latency-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const url = process.env['DATABASE_URL'] ?? (await startDurablePostgres(folder, undo));
    const platform = await startPlatformProcess(folder, url, undo);
    const receiver = await startReceiver(platform);
    undo.push(() => receiver.stop());
    const database = createDatabase({ connectionString: url, max: 1 });
    undo.push(() => database.close());

    const warmUp = Number(values['warm-up']);
    const samples: Sample[] = [];
    for (let n = 0; n < warmUp + Number(values.samples); n += 1) {
      const sample = await measure(receiver, platform);
      if (n >= warmUp) samples.push(sample);
    }
    console.log(await describeMachine(database));
    console.log(`${samples.length} events one at a time, after ${warmUp} to warm up; milliseconds:\n`);
    print(
      '200 of POST events → EXECUTE_JOB received',
      samples.map(({ dispatch }) => dispatch),
    );
    print(
      'POST events sent → its 200',
      samples.map(({ accept }) => accept),
    );
    print(
      'POST events sent → EXECUTE_JOB received',
      samples.map(({ total }) => total),
    );
    console.log('\nWhere the time goes (start of each step’s transaction, from the rows):\n');
    for (const [label, values] of await hops(database, samples)) print(label, values);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** How the measuring process reaches the platform. */
export interface PlatformAccess {
  readonly apiUrl: string;
  readonly apiKey: string;
}

async function startPlatformProcess(
  folder: string,
  databaseUrl: string,
  undo: (() => Promise<unknown>)[],
): Promise<PlatformAccess> {
  const root = path.resolve(import.meta.dirname, '../..');
  const child = spawn(process.execPath, ['--conditions=@kongflow/source', 'scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl, KONGFLOW_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  undo.push(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  await waitFor(() => output.includes('KongFlow is ready at') || child.exitCode !== null, {
    timeoutMs: 60_000,
    describe: () => `npm start to be ready; it printed:\n${output}`,
  });
  const { TRIGGER_API_URL: apiUrl, TRIGGER_API_KEY: apiKey } = parseEnv(
    await readFile(path.join(folder, 'env', 'prod.env'), 'utf8'),
  );
  if (apiUrl === undefined || apiKey === undefined) throw new Error('npm start wrote no keys');
  return { apiUrl: apiUrl.replace('localhost', '127.0.0.1'), apiKey };
}

async function measure(receiver: Receiver, { apiUrl, apiKey }: PlatformAccess): Promise<Sample> {
  const id = crypto.randomUUID();
  const execution = receiver.next(id);
  const sent = performance.now();
  const response = await fetch(`${apiUrl}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event: { id, name: 'latency', payload: {} } }),
  });
  const accepted = performance.now();
  if (response.status !== 200) throw new Error(`POST events: ${response.status} ${await response.text()}`);
  await response.text();
  const received = await execution;
  await receiver.idle(id);
  return {
    eventId: id,
    receivedAt: performance.timeOrigin + received,
    accept: accepted - sent,
    dispatch: received - accepted,
    total: received - sent,
  };
}

/** The steps on the way of the events, as `[label, milliseconds per event]`. */
async function hops(database: Database, samples: readonly Sample[]): Promise<[string, number[]][]> {
  const { rows } = await database.query({
    text: `SELECT e.event_id,
                  extract(epoch FROM e.delivered_at - e.created_at) * 1000,
                  extract(epoch FROM r.created_at - e.delivered_at) * 1000,
                  extract(epoch FROM r.queued_at - r.created_at) * 1000,
                  extract(epoch FROM r.started_at - r.queued_at) * 1000,
                  extract(epoch FROM r.started_at) * 1000
           FROM runs r JOIN event_records e ON e.id = r.event_id WHERE e.event_id = ANY ($1)`,
    values: [samples.map(({ eventId }) => eventId)],
    rowMode: 'array',
  });
  const receivedAt = new Map(samples.map((sample) => [sample.eventId, sample.receivedAt]));
  const labels = [
    'event stored → deliverEvent',
    'deliverEvent → invokeDispatcher makes the run',
    'run made → startRun queues it',
    'run queued → performRunExecution starts it',
  ];
  const steps = labels.map((label, index): [string, number[]] => [label, rows.map((row) => Number(row[index + 1]))]);
  const last = rows.map((row) => (receivedAt.get(String(row[0])) ?? Number.NaN) - Number(row[5]));
  return [...steps, ['execution started → EXECUTE_JOB received', last]];
}

function print(label: string, values: readonly number[]): void {
  const figures = [50, 95, 99].map((p) => `p${p} ${format(percentile(values, p))}`);
  const range = `min ${format(Math.min(...values))}  max ${format(Math.max(...values))}`;
  console.log(`  ${label.padEnd(48)} ${figures.join('  ')}  ${range}`);
}
