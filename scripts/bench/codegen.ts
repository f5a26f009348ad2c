// npm run bench -- codegen [--rounds 3]
// A project of 500 queries: how long kongflow-codegen takes from nothing to the files on disk, starting PostgreSQL
// included, beside the stock pgtyped CLI on a server that runs already; how long `watch` takes from a save to the code; and
// what the compiler pays for either's code. Beside it a project of 10 queries, from nothing.
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runMigrations } from '@kongflow/database';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { z } from 'zod';
import { Generators } from './codegen/generators.ts';
import { writeProject } from './codegen/project.ts';
import { measureTypes, type TypeFigures } from './codegen/types.ts';
import { measureWatch } from './codegen/watch.ts';
import { installPeers } from './queries/peers.ts';
import { loadAverage } from './support/load.ts';
import { percentile } from './support/percentile.ts';

/** How often a file is saved under `watch`. */
const SAVES = 10;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the benchmark and prints its figures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '3' } } });
  const folder = path.join(ROOT, '.data/bench/codegen');
  await installPeers();
  await rm(folder, { recursive: true, force: true });
  const project = await writeProject(path.join(folder, 'large'));
  const small = await writeProject(path.join(folder, 'small'), { packages: 1, files: 1 });
  await using server = await startEmbeddedPostgres();
  await runMigrations(server.url(), { directory: project.migrations });
  await printHeader(project.queries);
  const generators = new Generators(project, server.url());
  const few = new Generators(small, server.url());
  const works: readonly (readonly [label: string, work: () => Promise<number>])[] = [
    ['kongflow-codegen generate, from nothing, starts PostgreSQL', () => generators.generate()],
    ['pgtyped, from nothing, PostgreSQL running', () => generators.stock()],
    ['kongflow-codegen check, nothing to do', () => generators.check()],
    ['kongflow-codegen generate, one package of ten', () => generators.generatePackage()],
    [`kongflow-codegen generate, from nothing, a project of ${small.queries} queries`, () => few.generate()],
  ];
  const seconds = new Map<string, number[]>();
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const [label, work] of works) seconds.set(label, [...(seconds.get(label) ?? []), await work()]);
    console.log(`round ${round} is over; load ${loadAverage()}`);
  }
  printTimes(seconds);
  printWatch(await measureWatch(project, SAVES));
  printTypes(await measureTypes(project, Number(values.rounds)), project.queries);
  await rm(folder, { recursive: true, force: true });
}

async function printHeader(queries: number): Promise<void> {
  const [cpu] = os.cpus();
  const version = async (name: string): Promise<string> => {
    const manifest = path.join(ROOT, 'node_modules', name, 'package.json');
    return z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8'))).version;
  };
  console.log(
    [
      `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${os.type()} ${os.release()} ${os.arch()}, load ${loadAverage()}`,
      `Node ${process.versions.node}, @pgtyped/cli ${await version('@pgtyped/cli')}, TypeScript ${await version('typescript')}`,
      `${queries} queries in 50 files of 10 packages\n`,
    ].join('\n'),
  );
}

function printTimes(seconds: ReadonlyMap<string, readonly number[]>): void {
  const [ours = Number.NaN] = [...seconds.values()].map((values) => Math.min(...values));
  console.log('\n| seconds | min | median | × the first |\n| --- | ---: | ---: | ---: |');
  for (const [label, values] of seconds) {
    const min = Math.min(...values);
    console.log(`| ${label} | ${min.toFixed(2)} | ${percentile(values, 50).toFixed(2)} | ${(min / ours).toFixed(2)} |`);
  }
}

function printWatch(milliseconds: readonly number[]): void {
  console.log('\n| milliseconds from a save to the code | median | max |\n| --- | ---: | ---: |');
  console.log(
    `| kongflow-codegen watch, one file of 50 saved ${milliseconds.length} times | ${percentile(milliseconds, 50).toFixed(0)} | ${Math.max(...milliseconds).toFixed(0)} |`,
  );
}

function printTypes(figures: ReadonlyMap<string, ReadonlyMap<string, TypeFigures>>, queries: number): void {
  for (const [compiler, programs] of figures) {
    console.log(
      `\n| ${compiler} | types | instantiations | check time, ms | memory, MB |\n| --- | ---: | ---: | ---: | ---: |`,
    );
    for (const [label, { types, instantiations, checkMs, memoryMb }] of programs)
      console.log(
        `| ${label} | ${types.toLocaleString('en')} | ${instantiations.toLocaleString('en')} | ${checkMs.toFixed(0)} | ${memoryMb.toFixed(0)} |`,
      );
  }
  console.log(`\nOf ${queries} queries; "alone" is a file that only imports the runtime. Load ${loadAverage()}`);
}
