import type { Assembly, RunResult } from './assemble.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import { selectTargets, type Target } from './config/target.ts';
import { startAhead } from './database/server-ahead.ts';
import { CodegenError } from './errors.ts';
import { writeOutputs } from './outputs.ts';

/** What to run on. */
export interface RunOptions {
  /** Path of the config file. Default `pgtyped.config.json` in the working directory. */
  readonly config?: string;
  /** Only these packages, as paths relative to the config file. Default: all. */
  readonly packages?: readonly string[];
  /** A PostgreSQL server, 16 or newer, to create a scratch database on. Default: an embedded one. */
  readonly databaseUrl?: string | undefined;
}

/**
 * Generates code and writes it. A package with errors is left as it is; the others are written.
 * @throws {CodegenError} when it cannot run at all.
 * @example
 * const { diagnostics } = await generate();
 * for (const diagnostic of diagnostics) console.error(renderDiagnostic(diagnostic));
 */
export async function generate(options: RunOptions = {}): Promise<RunResult> {
  return run(options, ({ outputs, result }) => {
    writeOutputs(outputs, result.differences);
    return result;
  });
}

/**
 * Generates code and compares it with what is there; writes nothing.
 * @throws {CodegenError} when it cannot run at all.
 */
export async function check(options: RunOptions = {}): Promise<RunResult> {
  return run(options, ({ result }) => result);
}

async function run(options: RunOptions, use: (assembly: Assembly) => RunResult): Promise<RunResult> {
  const chosen = chooseTargets(options);
  const ahead = await startAhead(chosen, options.databaseUrl);
  try {
    // Loaded while the server starts: it is most of the program.
    const { runTargets } = await import('./run-targets.ts');
    return await runTargets(chosen, { databaseUrl: options.databaseUrl, server: ahead.server }, use);
  } finally {
    await ahead.stop();
  }
}

/** The packages that a run is about. */
export interface ChosenTargets {
  readonly config: Config;
  readonly targets: readonly Target[];
  /** Those that have to be compiled for them: all, where they share their models. */
  readonly compiled: readonly Target[];
}

/**
 * The config and the packages of it that a run is about.
 * @param known the config as it was before
 * @throws {CodegenError} `CONFIG` or `USAGE`.
 */
export function chooseTargets(options: RunOptions, known?: Config): ChosenTargets {
  const config = loadConfig(options.config ?? 'pgtyped.config.json', known);
  const targets = selectTargets(config.targets, options.packages ?? []);
  if (targets.length === 0)
    throw new CodegenError(
      'USAGE',
      `no package is called ${options.packages?.join(' or ') ?? ''}; there are ${config.targets.map((target) => target.package).join(', ')}`,
    );
  return { config, targets, compiled: config.options.models === undefined ? targets : config.targets };
}
