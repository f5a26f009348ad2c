import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { assemble, queriesOf, type RunResult } from '../assemble.ts';
import type { Config } from '../config/load-config.ts';
import { CodegenError, type CodegenErrorCode } from '../errors.ts';
import { Naming } from '../naming/naming.ts';
import { writeOutputs } from '../outputs.ts';
import { readTarget } from '../read-target.ts';
import { chooseTargets, type RunOptions } from '../run.ts';
import { Changes } from './changes.ts';
import { Emissions } from './emissions.ts';
import { Memory } from './memory.ts';
import { SchemaKeeper } from './schema-keeper.ts';

/** One run of `watch`. */
export interface WatchRun {
  /** What it found and wrote, or why it could not run: a migration that fails, a config file that does not fit. */
  readonly outcome: RunResult | CodegenError;
  readonly milliseconds: number;
}

/** How to watch. */
export interface WatchOptions extends RunOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Is told of the first run, and of every one that a change has led to. */
  readonly onRun: (run: WatchRun) => void;
}

/**
 * Generates, and again whenever a query, a migration or the config changes, until the signal ends it. The server and
 * the migrated schema are kept, and only what has changed is compiled and written anew.
 * @throws {CodegenError} when there is no config file at the beginning, or no server.
 */
export async function watch({ signal, onRun, ...options }: WatchOptions): Promise<void> {
  const watcher = new Watcher(options, onRun);
  try {
    await watcher.run(signal);
  } finally {
    await watcher.close();
  }
}

/** What an edit can mend; a server that does not answer, none can. */
const MENDABLE: ReadonlySet<CodegenErrorCode> = new Set(['CONFIG', 'FILE', 'MIGRATION', 'USAGE']);

class Watcher {
  readonly #options: RunOptions;
  readonly #onRun: (run: WatchRun) => void;
  readonly #memory = new Memory();
  readonly #emissions = new Emissions();
  readonly #schema: SchemaKeeper;
  readonly #changes = new Changes(() => {
    this.#wake();
  });
  #wake: () => void = () => undefined;
  #config: Config | undefined;
  /** What the last run saw, to keep quiet when nothing is different. */
  #seen = '';

  constructor(options: RunOptions, onRun: (run: WatchRun) => void) {
    this.#options = options;
    this.#onRun = onRun;
    this.#schema = new SchemaKeeper(options.databaseUrl);
  }

  async run(signal: AbortSignal): Promise<void> {
    // Found before anything is started: without a config file there is nothing to wait for.
    chooseTargets(this.#options);
    const interrupt = (): void => {
      this.#wake();
    };
    signal.addEventListener('abort', interrupt);
    try {
      while (!signal.aborted) {
        // Set up before the run, so that a change during the run is not missed.
        const changed = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await this.#runOnce();
        await changed;
      }
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  async close(): Promise<void> {
    this.#changes.close();
    await this.#schema.close();
  }

  async #runOnce(): Promise<void> {
    const started = performance.now();
    const outcome = await this.#generate().catch((error: unknown) => {
      if (error instanceof CodegenError && MENDABLE.has(error.code)) return error;
      throw error;
    });
    // A save that changes nothing, or our own writing beside the queries, is no news.
    const failed = outcome instanceof CodegenError;
    const seen = failed ? outcome.message : JSON.stringify([outcome.diagnostics, outcome.queries, outcome.failed]);
    if (seen === this.#seen && (failed || outcome.differences.length === 0)) return;
    this.#seen = seen;
    this.#onRun({ outcome, milliseconds: performance.now() - started });
  }

  async #generate(): Promise<RunResult> {
    const file = path.resolve(this.#options.config ?? 'pgtyped.config.json');
    // Even when the config does not fit: it may be mended.
    this.#changes.watch([path.dirname(file)]);
    const { config, targets, compiled } = chooseTargets(this.#options, this.#config);
    this.#config = config;
    this.#changes.watch([path.dirname(file), ...foldersOf(config)]);
    const sources = compiled.map((target) => readTarget(config.root, target, this.#memory.readFile));
    const compilation = await this.#compile(config, sources);
    const { outputs, result } = assemble({ config, sources, targets, emit: this.#emissions.emit }, compilation);
    writeOutputs(outputs, result.differences);
    return result;
  }

  async #compile(config: Config, sources: Parameters<Memory['compile']>[2]): Promise<Parameters<typeof assemble>[1]> {
    if (queriesOf(sources).length === 0) return undefined;
    const { session, changed } = await this.#schema.current(config);
    if (changed) this.#memory.forgetCompiled();
    return {
      ...(await this.#memory.compile(session.context, new Naming(config.options), sources)),
      catalog: session.context.catalog,
    };
  }
}

function foldersOf({ root, options, targets }: Config): string[] {
  const schema = typeof options.schema === 'string' ? withSubfolders(path.join(root, options.schema)) : [];
  return [...schema, ...targets.map(({ queriesDirectory }) => path.join(root, queriesDirectory))];
}

/** Prisma keeps each migration in a folder. */
function withSubfolders(place: string): string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [place];
  const inside = readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [place, ...inside.map(({ name }) => path.join(place, name))];
}
