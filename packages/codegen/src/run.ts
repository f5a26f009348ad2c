import type { Catalog } from './catalog/catalog.ts';
import { checkOverrides } from './check-overrides.ts';
import { compileQueries } from './compile/compile-queries.ts';
import type { CompiledQuery } from './compile/compiled-query.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import type { ColumnOverride } from './config/schema.ts';
import { selectTargets, type Target } from './config/target.ts';
import { compareDiagnostics, type Diagnostic } from './diagnostic.ts';
import { emitTarget } from './emit/emit-target.ts';
import { CodegenError } from './errors.ts';
import { compareOutputs, writeOutputs, type Difference } from './outputs.ts';
import { readTarget, type TargetSources } from './read-target.ts';
import { openSession } from './session.ts';
import type { SourceQuery } from './sql/source-query.ts';

/** What to run on. */
export interface RunOptions {
  /** Path of the config file. Default `pgtyped.config.json` in the working directory. */
  readonly config?: string;
  /** Only these packages, as paths relative to the config file. Default: all. */
  readonly packages?: readonly string[];
  /** A PostgreSQL server, 16 or newer, to create a scratch database on. Default: an embedded one. */
  readonly databaseUrl?: string | undefined;
}

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

/**
 * Generates code and writes it. A package with errors is left as it is; the others are written.
 * @throws {CodegenError} when it cannot run at all.
 * @example
 * const { diagnostics } = await generate();
 * for (const diagnostic of diagnostics) console.error(renderDiagnostic(diagnostic));
 */
export async function generate(options: RunOptions = {}): Promise<RunResult> {
  const { outputs, result } = await run(options);
  writeOutputs(outputs, result.differences);
  return result;
}

/**
 * Generates code and compares it with what is there; writes nothing.
 * @throws {CodegenError} when it cannot run at all.
 */
export async function check(options: RunOptions = {}): Promise<RunResult> {
  return (await run(options)).result;
}

async function run(options: RunOptions): Promise<{ outputs: Parameters<typeof compareOutputs>[0]; result: RunResult }> {
  const config = loadConfig(options.config ?? 'pgtyped.config.json');
  const targets = selectTargets(config.targets, options.packages ?? []);
  if (targets.length === 0)
    throw new CodegenError(
      'USAGE',
      `no package is called ${options.packages?.join(' or ') ?? ''}; there are ${config.targets.map((target) => target.package).join(', ')}`,
    );
  const sources = targets.map((target) => readTarget(config.root, target));
  const compiled = await compileAll(config, sources, options, targets.length === config.targets.length);
  const outputs = {
    root: config.root,
    files: compiled.files,
    directories: compiled.clean.map(({ outputDirectory }) => outputDirectory),
  };
  const result = {
    diagnostics: [...sources.flatMap(({ diagnostics }) => diagnostics), ...compiled.diagnostics].toSorted(
      compareDiagnostics,
    ),
    differences: compareOutputs(outputs),
    queries: sources.reduce(
      (sum, { files }) => sum + files.reduce((count, { queries }) => count + queries.length, 0),
      0,
    ),
    failed: targets.filter((target) => !compiled.clean.includes(target)).map((target) => target.package),
  };
  return { outputs, result };
}

interface Compiled {
  readonly files: Map<string, string>;
  /** Targets without an error. */
  readonly clean: Target[];
  readonly diagnostics: Diagnostic[];
}

async function compileAll(
  config: Config,
  sources: readonly TargetSources[],
  options: RunOptions,
  all: boolean,
): Promise<Compiled> {
  const queries = sources.flatMap(({ files }) => files.flatMap((file) => file.queries));
  if (queries.length === 0) return emitAll(config, sources, new Map(), undefined, [], all);
  const session = await openSession(config, options.databaseUrl);
  try {
    const { compiled, diagnostics } = await compileQueries(session.context, queries);
    const bySource = new Map(compiled.map((query) => [query.source, query]));
    return emitAll(config, sources, bySource, session.context.catalog, diagnostics, all);
  } finally {
    await session.close();
  }
}

function emitAll(
  config: Config,
  sources: readonly TargetSources[],
  compiled: ReadonlyMap<SourceQuery, CompiledQuery>,
  catalog: Catalog | undefined,
  found: readonly Diagnostic[],
  all: boolean,
): Compiled {
  const files = new Map<string, string>();
  const clean: Target[] = [];
  const used = new Set<ColumnOverride>();
  for (const { target, files: queryFiles, diagnostics } of sources) {
    const complete = queryFiles.every(({ queries }) => queries.every((query) => compiled.has(query)));
    if (!complete || diagnostics.some(({ severity }) => severity === 'error')) continue;
    clean.push(target);
    if (catalog === undefined || queryFiles.length === 0) continue;
    const compiledFiles = queryFiles.map(({ file, name, queries }) => ({
      file,
      name,
      queries: queries.flatMap((query) => compiled.get(query) ?? []),
    }));
    const emitted = emitTarget(target, compiledFiles, catalog, config.options);
    for (const [file, text] of emitted.files) files.set(file, text);
    for (const override of emitted.usedOverrides) used.add(override);
  }
  const overrides =
    catalog === undefined
      ? []
      : checkOverrides(config, catalog, all && clean.length === sources.length ? used : undefined);
  return { files, clean, diagnostics: [...found, ...overrides] };
}
