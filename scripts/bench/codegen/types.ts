import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/run-program.ts';
import type { Project } from './project.ts';

const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const BASE = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));

/** What the compiler says it has done. */
export interface TypeFigures {
  readonly types: number;
  readonly instantiations: number;
  readonly checkMs: number;
  readonly memoryMb: number;
}

/** Type-checks what both have generated, and either's runtime alone; the quickest of some rounds each. */
export async function measureTypes(project: Project, rounds: number): Promise<Map<string, TypeFigures>> {
  const programs = [
    ['kongflow-codegen, runtime alone', await writeRuntime(project, '@kongflow/database/query-runtime')],
    ['kongflow-codegen', await writeConfig(project, 'generated', 'packages/*/src/generated')],
    ['pgtyped, runtime alone', await writeRuntime(project, '@pgtyped/runtime')],
    ['pgtyped', await writeConfig(project, 'pgtyped', 'packages/*/src/pgtyped')],
  ] as const;
  const figures = new Map<string, TypeFigures>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [label, config] of programs) {
      const found = await typeCheck(config);
      if (found.checkMs < (figures.get(label)?.checkMs ?? Infinity)) figures.set(label, found);
    }
  }
  return figures;
}

async function writeRuntime(project: Project, runtime: string): Promise<string> {
  const name = runtime.replaceAll(/\W+/g, '-').replace(/^-/, '');
  await writeFile(path.join(project.folder, `${name}.ts`), `export type * from '${runtime}';\n`);
  return writeConfig(project, name, `${name}.ts`);
}

async function writeConfig(project: Project, name: string, include: string): Promise<string> {
  const file = path.join(project.folder, `tsconfig.${name}.json`);
  const compilerOptions = { noEmit: true, allowImportingTsExtensions: true };
  await writeFile(file, JSON.stringify({ extends: BASE, compilerOptions, include: [include] }));
  return file;
}

/** In one thread: how the work is dealt out among several differs from run to run, and types are then counted twice. */
async function typeCheck(config: string): Promise<TypeFigures> {
  const args = [TSC, '--project', config, '--extendedDiagnostics', '--singleThreaded'];
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
