import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PEERS } from '../queries/peers.ts';
import { runProgram } from '../support/run-program.ts';
import { writeKysely } from './kysely.ts';
import type { Project } from './project.ts';

const BASE = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));
const tscOf = (folder: string): string => path.join(folder, 'node_modules/typescript/bin/tsc');
const COMPILERS = [
  // In one thread: how the work is dealt out among several differs from run to run, and types are then counted twice.
  { tsc: tscOf(fileURLToPath(new URL('../../..', import.meta.url))), options: ['--singleThreaded'] },
  { tsc: tscOf(PEERS), options: [] },
];

/** What the compiler says it has done. */
export interface TypeFigures {
  readonly types: number;
  readonly instantiations: number;
  readonly checkMs: number;
  readonly memoryMb: number;
}

/**
 * Type-checks what both have generated, the same queries written with kysely, and either's runtime alone, with two
 * compilers; the quickest of some rounds each, by compiler and program.
 */
export async function measureTypes(project: Project, rounds: number): Promise<Map<string, Map<string, TypeFigures>>> {
  const kysely = path.join(PEERS, 'generated/types');
  await writeKysely(path.join(kysely, 'queries'));
  const programs = [
    ['kongflow-codegen, runtime alone', await writeRuntime(project.folder, '@kongflow/database/query-runtime')],
    ['kongflow-codegen', await writeConfig(project.folder, 'generated', 'packages/*/src/generated')],
    ['pgtyped, runtime alone', await writeRuntime(project.folder, '@pgtyped/runtime')],
    ['pgtyped', await writeConfig(project.folder, 'pgtyped', 'packages/*/src/pgtyped')],
    ['kysely, runtime alone', await writeRuntime(kysely, 'kysely')],
    ['kysely, written by hand', await writeConfig(kysely, 'kysely-queries', 'queries')],
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

async function writeRuntime(folder: string, runtime: string): Promise<string> {
  const name = runtime.replaceAll(/\W+/g, '-').replace(/^-/, '');
  await writeFile(path.join(folder, `${name}.ts`), `export type * from '${runtime}';\n`);
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
