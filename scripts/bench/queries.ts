// npm run bench -- queries [--rounds 2] [--subjects 'KongFlow;kysely'] [--operations point,list] [--warm-up-ms 2000] [--measure-ms 1000]
// What one operation costs with our generated code and with nine other ways to write it: processor time of the client and
// of its backends, which survives a busy machine, and throughput, which does not. Every cell is a process of its own.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { loadAverage } from './support/load.ts';
import { type Cell, measureCell, measureDuel, type Operation, OPERATIONS, readSubjects } from './queries/cell.ts';
import { generatePeers, installPeers, versions } from './queries/peers.ts';
import { printDuels, printTables } from './queries/report.ts';
import { BOOKS, prepare, reset } from './queries/shop.ts';

/**
 * Who is also measured in turns, and for how long in sum: our goal towards hand-written pg is 5 %, which is less than the
 * noise between processes on a busy machine, postgres.js is the closest of the others, and pipelining is to halve the cost.
 */
const DUELS = [
  { names: ['pg, named', 'KongFlow'], milliseconds: 5000 },
  { names: ['postgres.js', 'KongFlow'], milliseconds: 3000 },
  { names: ['postgres.js', 'KongFlow, pipelined'], milliseconds: 3000 },
  { names: ['pg, named', 'KongFlow, pipelined'], milliseconds: 3000 },
] as const;

/** Runs the benchmark and prints its figures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '2' },
      subjects: { type: 'string' },
      operations: { type: 'string', default: OPERATIONS.join(',') },
      'warm-up-ms': { type: 'string', default: '2000' },
      'measure-ms': { type: 'string', default: '1000' },
    },
  });
  await installPeers();
  const server = await startEmbeddedPostgres({ settings: { shared_buffers: '512MB', max_connections: 100 } });
  const client = new Client({ connectionString: server.url() });
  try {
    await client.connect();
    await prepare(client);
    await generatePeers(server.url());
    const all = await readSubjects();
    const subjects = chooseSubjects(all, values.subjects?.split(';'));
    const operations = OPERATIONS.filter((operation) => values.operations.split(',').includes(operation));
    await printHeader(client);
    const options = {
      url: server.url(),
      books: BOOKS,
      warmUpMs: Number(values['warm-up-ms']),
      measureMs: Number(values['measure-ms']),
    };
    const measured: Cell[] = [];
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      for (const operation of operations) {
        const names = [...subjects].flatMap(([name, its]) => (its.includes(operation) ? [name] : []));
        for (const name of shuffled(names)) {
          await reset(client, operation);
          measured.push(await measureCell(name, { ...options, operation }));
        }
      }
      console.log(`round ${round} is over; load ${loadAverage()}`);
    }
    for (const { names, milliseconds } of DUELS) {
      const duels = new Map<Operation, number[]>();
      for (const operation of operations) {
        if (names.some((name) => all.get(name)?.includes(operation) !== true)) continue;
        const ratios: number[] = [];
        // Either is the second to be loaded once: the first finds the optimiser unspoilt.
        for (const [order, power] of [[names, 1] as const, [names.toReversed(), -1] as const]) {
          await reset(client, operation);
          const turns = await measureDuel(order, { ...options, operation, measureMs: milliseconds / 2 });
          ratios.push(...turns.map((ratio) => ratio ** power));
        }
        duels.set(operation, ratios);
      }
      printDuels(duels, names);
    }
    console.log(`\nthe turns are over; load ${loadAverage()}`);
    if (measured.length > 0) printTables(measured, operations, [...subjects.keys()]);
  } finally {
    await client.end();
    await server.stop();
  }
}

function chooseSubjects(
  all: ReadonlyMap<string, Operation[]>,
  only: readonly string[] | undefined,
): Map<string, Operation[]> {
  const unknown = only?.filter((name) => !all.has(name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`no such subject: ${unknown.join('; ')}; there are ${[...all.keys()].join('; ')}`);
  return new Map([...all].filter(([name]) => only?.includes(name) ?? true));
}

async function printHeader(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; fsync: string; commit: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS commit`,
  );
  const [postgres] = rows;
  const [cpu] = os.cpus();
  console.log(
    [
      `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${os.type()} ${os.release()} ${os.arch()}, load ${loadAverage()}`,
      `Node ${process.versions.node}, PostgreSQL ${postgres?.version ?? ''} (fsync ${postgres?.fsync ?? ''}, synchronous_commit ${postgres?.commit ?? ''})`,
      (await versions()).join(', '),
      '',
    ].join('\n'),
  );
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
