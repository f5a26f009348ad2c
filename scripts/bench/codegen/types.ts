import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PEERS } from '../queries/peers.ts';
import { runProgram } from '../support/run-program.ts';
import { writeDrizzle } from './drizzle.ts';
import { writeKysely } from './kysely.ts';
import type { Project } from './project.ts';

const BASE = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));
const tscOf = (folder: string): string => path.join(folder, 'node_modules/typescript/bin/tsc');
const COMPILERS = [
  // In one thread: how the work is dealt out among several differs from run to run, and types are then counted twice.
  { tsc: tscOf(fileURLToPath(new URL('../../..', import.meta.url))), options: ['--singleThreaded'] },
  { tsc: tscOf(PEERS), options: [] },
];

/** What queries of drizzle's import. */
const DRIZZLE = ['drizzle-orm', 'drizzle-orm/node-postgres', 'drizzle-orm/pg-core'] as const;

/** What the compiler says it has done. */
export interface TypeFigures {
  readonly types: number;
  readonly instantiations: number;
  readonly checkMs: number;
  readonly memoryMb: number;
}

/**
 * Type-checks what both have generated, the same queries written with kysely and with drizzle, and the runtime of each
 * alone, with two compilers; the quickest of some rounds each, by compiler and program.
 */
export async function measureTypes(project: Project, rounds: number): Promise<Map<string, Map<string, TypeFigures>>> {
  const peers = path.join(PEERS, 'generated/types');
  await writeKysely(path.join(peers, 'kysely'));
  await writeDrizzle(path.join(peers, 'drizzle'));
  const programs = [
    ['kongflow-codegen, runtime alone', await writeRuntime(project.folder, '@kongflow/database/query-runtime')],
    ['kongflow-codegen', await writeConfig(project.folder, 'generated', 'packages/*/src/generated')],
    ['pgtyped, runtime alone', await writeRuntime(project.folder, '@pgtyped/runtime')],
    ['pgtyped', await writeConfig(project.folder, 'pgtyped', 'packages/*/src/pgtyped')],
    ['kysely, runtime alone', await writeRuntime(peers, 'kysely')],
    ['kysely, written by hand', await writeConfig(peers, 'kysely-queries', 'kysely')],
    ['drizzle, runtime alone', await writeRuntime(peers, ...DRIZZLE)],
    ['drizzle, written by hand', await writeConfig(peers, 'drizzle-queries', 'drizzle')],
  ] as const;
  const figures = new Map<string, Map<string, TypeFigures>>();
  for (const compiler of COMPILERS) {
    const name = `TypeScript ${(await runProgram(process.execPath, [compiler.tsc, '--version'], PEERS)).trim().replace('Version ', '')}`;
    const best = new Map<string, TypeFigures>();
    for (let round = 0; round < rounds; round += 1) {
      for (const [label, config] of programs) {
        const found = await typeCheck(compiler, config);
        if (found.checkMs < (best.get(label)?.checkMs ?? Infinity)) best.set(label, found);
      }
    }
    figures.set(name, best);
  }
  return figures;
}

async function writeRuntime(folder: string, ...modules: readonly [string, ...string[]]): Promise<string> {
  const name = modules[0].replaceAll(/\W+/g, '-').replace(/^-/, '');
  const exports = modules.map((module, index) => `export type * as runtime${index} from '${module}';\n`);
  await writeFile(
    path.join(folder, `${name}.ts`),
    modules.length > 1 ? exports.join('') : `export type * from '${modules[0]}';\n`,
  );
  return writeConfig(folder, name, `${name}.ts`);
}

async function writeConfig(folder: string, name: string, include: string): Promise<string> {
  const file = path.join(folder, `tsconfig.${name}.json`);
  const compilerOptions = { noEmit: true, allowImportingTsExtensions: true };
  await writeFile(file, JSON.stringify({ extends: BASE, compilerOptions, include: [include] }));
  return file;
}

async function typeCheck({ tsc, options }: (typeof COMPILERS)[number], config: string): Promise<TypeFigures> {
  const args = [tsc, '--project', config, '--extendedDiagnostics', ...options];
  const output = await runProgram(process.execPath, args, path.dirname(config));
  const figure = (name: string): number => {
    const value = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1];
    if (value === undefined) throw new Error(`no "${name}" in what tsc says:\n${output}`);
    return Number(value);
  };
  return {
    types: figure('Types'),
    instantiations: figure('Instantiations'),
    checkMs: figure('Check time') * 1000,
    memoryMb: figure('Memory used') / 1024,
  };
}
