import type { Catalog } from './catalog/catalog.ts';
import { checkNames } from './check-names.ts';
import { checkOverrides } from './check-overrides.ts';
import type { CompiledQuery } from './compile/compiled-query.ts';
import type { Config } from './config/load-config.ts';
import type { ColumnOverride } from './config/column-override.ts';
import type { Target } from './config/target.ts';
import { compareDiagnostics, type Diagnostic } from './diagnostic.ts';
import { emitTarget } from './emit/emit-target.ts';
import { compareOutputs, type Difference, type Outputs } from './outputs.ts';
import type { TargetSources } from './read-target.ts';
import type { SourceQuery } from './sql/source-query.ts';

/** What a run found. */
export interface RunResult {
  /** Errors and warnings, in the order of files and lines. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the disk differed from what the queries generate. `generate` has mended it, `check` has not. */
  readonly differences: readonly Difference[];
  readonly queries: number;
  /** Packages that were not generated, as their queries have errors. */
  readonly failed: readonly string[];
}

/** What is generated, and what there is to say about it. */
export interface Assembly {
  readonly outputs: Outputs;
  readonly result: RunResult;
}

/** The packages of a run, read. */
interface Project {
  readonly config: Config;
  readonly sources: readonly TargetSources[];
  /** Every package of the config is among them. */
  readonly all: boolean;
}

/** What the database said about them. */
export interface Compilation {
  readonly compiled: ReadonlyMap<SourceQuery, CompiledQuery>;
  readonly catalog: Catalog;
  readonly diagnostics: readonly Diagnostic[];
}

interface Emitted {
  readonly files: Map<string, string>;
  /** Targets without an error. */
  readonly clean: Target[];
  readonly diagnostics: Diagnostic[];
}

/** All queries of all packages. */
export function queriesOf(sources: readonly TargetSources[]): SourceQuery[] {
  return sources.flatMap(({ files }) => files.flatMap(({ queries }) => queries));
}

/**
 * Emits the code of every package without errors and compares it with what is there.
 * @param compilation absent where there are no queries
 */
export function assemble(project: Project, compilation: Compilation | undefined): Assembly {
  const { config, sources } = project;
  const emitted = emitAll(project, compilation);
  const outputs = {
    root: config.root,
    files: emitted.files,
    directories: emitted.clean.map(({ outputDirectory }) => outputDirectory),
  };
  const diagnostics = [...sources.flatMap((source) => source.diagnostics), ...emitted.diagnostics];
  const result = {
    diagnostics: diagnostics.toSorted(compareDiagnostics),
    differences: compareOutputs(outputs),
    queries: queriesOf(sources).length,
    failed: sources.flatMap(({ target }) => (emitted.clean.includes(target) ? [] : [target.package])),
  };
  return { outputs, result };
}

function emitAll({ config, sources, all }: Project, compilation: Compilation | undefined): Emitted {
  const { compiled = new Map<SourceQuery, CompiledQuery>(), catalog, diagnostics: found = [] } = compilation ?? {};
  const files = new Map<string, string>();
  const clean: Target[] = [];
  const unchecked: Diagnostic[] = [];
  const used = new Set<ColumnOverride>();
  for (const { target, files: queryFiles, diagnostics } of sources) {
    const complete = queryFiles.every(({ queries }) => queries.every((query) => compiled.has(query)));
    if (!complete || diagnostics.some(({ severity }) => severity === 'error')) continue;
    if (catalog === undefined || queryFiles.length === 0) {
      clean.push(target);
      continue;
    }
    const compiledFiles = queryFiles.map(({ file, name, queries }) => ({
      file,
      name,
      queries: queries.flatMap((query) => compiled.get(query) ?? []),
    }));
    const emitted = emitTarget(target, compiledFiles, catalog, config.options);
    unchecked.push(...emitted.diagnostics);
    if (emitted.diagnostics.length > 0) continue;
    clean.push(target);
    for (const [file, text] of emitted.files) files.set(file, text);
    for (const override of emitted.usedOverrides) used.add(override);
  }
  const overrides =
    catalog === undefined
      ? []
      : checkOverrides(config, catalog, all && clean.length === sources.length ? used : undefined);
  const names = catalog === undefined ? [] : checkNames(config, catalog);
  return { files, clean, diagnostics: [...found, ...unchecked, ...overrides, ...names] };
}
