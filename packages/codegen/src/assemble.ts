import path from 'node:path';
import type { Catalog } from './catalog/catalog.ts';
import { checkFolders } from './check-folders.ts';
import { checkNames } from './check-names.ts';
import { checkOverrides } from './check-overrides.ts';
import type { CompiledQuery } from './compile/compiled-query.ts';
import type { Config } from './config/load-config.ts';
import { placeInConfig } from './config/config-error.ts';
import type { ColumnOverride } from './config/column-override.ts';
import type { Target } from './config/target.ts';
import { compareDiagnostics, type Diagnostic } from './diagnostic.ts';
import { emitContext, emitTarget, type EmitTarget } from './emit/emit-target.ts';
import { emitModelsFile } from './emit/models-file.ts';
import { emitSchemasFile } from './emit/zod/schemas-file.ts';
import { abandonedDirectories, sharedModelsFile } from './emit/shared-models.ts';
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
  /** All that was read: with shared models, every package of the config, whichever of them are written. */
  readonly sources: readonly TargetSources[];
  /** The packages that the run is about. */
  readonly targets: readonly Target[];
  /** Writes a package's code. Default: anew; `watch` remembers what it wrote. */
  readonly emit?: EmitTarget;
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
 * Emits the code of every package without errors and compares it with what is there. Packages that share their models
 * are emitted all or not at all: those that one with errors needs are not known.
 * @param compilation absent where there are no queries
 */
export function assemble(project: Project, compilation: Compilation | undefined): Assembly {
  const { config, sources, targets } = project;
  const { models } = config.options;
  const emitted = emitPlaced(project, compilation);
  const clean = targets.filter((target) => emitted.clean.includes(target));
  const folders = clean.map(({ outputDirectory }) => outputDirectory);
  if (models !== undefined && emitted.clean.length > 0) folders.push(models.directory);
  const outputs = {
    root: config.root,
    files: emitted.files,
    directories: [...folders, ...abandonedDirectories(config.root, config.options, config.targets, clean)],
  };
  const read = sources.flatMap((source) => source.diagnostics);
  const diagnostics = [...checkFolders(config, targets), ...read, ...emitted.diagnostics];
  const result = {
    diagnostics: diagnostics.toSorted(compareDiagnostics),
    differences: compareOutputs(outputs),
    queries: queriesOf(sources.filter(({ target }) => targets.includes(target))).length,
    failed: targets.flatMap((target) => (clean.includes(target) ? [] : [target.package])),
  };
  return { outputs, result };
}

/** Names that the config gives to two things are found while code is written: the mistake is the config's. */
function emitPlaced(project: Project, compilation: Compilation | undefined): Emitted {
  try {
    return emitAll(project, compilation);
  } catch (error) {
    throw placeInConfig(project.config.source, error);
  }
}

function emitAll(
  { config, sources, targets, emit = emitTarget }: Project,
  compilation: Compilation | undefined,
): Emitted {
  const { options } = config;
  const { compiled = new Map<SourceQuery, CompiledQuery>(), catalog, diagnostics: found = [] } = compilation ?? {};
  const files = new Map<string, string>();
  const clean: Target[] = [];
  const unchecked: Diagnostic[] = [];
  const used = new Set<ColumnOverride>();
  const models = sharedModelsFile(options);
  const shared = models === undefined || catalog === undefined ? undefined : emitContext(catalog, options);
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
    const emitted = emit(target, compiledFiles, catalog, options, shared);
    unchecked.push(...emitted.diagnostics);
    if (emitted.diagnostics.length > 0) continue;
    clean.push(target);
    if (targets.includes(target)) for (const [file, text] of emitted.files) files.set(file, text);
    for (const override of emitted.usedOverrides) used.add(override);
  }
  const isComplete = clean.length === config.targets.length;
  if (models !== undefined && !isComplete) {
    files.clear();
    clean.length = 0;
  } else if (models !== undefined && catalog !== undefined && shared !== undefined) {
    const of = `all packages of ${config.source.file}`;
    files.set(models, emitModelsFile(of, shared, options));
    if (options.zod !== undefined)
      files.set(
        path.posix.join(path.posix.dirname(models), 'schemas.ts'),
        emitSchemasFile({ of, models: true, queries: [] }, shared, catalog, options),
      );
  }
  const overrides = catalog === undefined ? [] : checkOverrides(config, catalog, isComplete ? used : undefined);
  const names = catalog === undefined ? [] : checkNames(config, catalog);
  return { files, clean, diagnostics: [...found, ...unchecked, ...overrides, ...names] };
}
