import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { closeAll, collect, open, tests, type CollectedTest } from './stand-in.ts';

/** Set by `npm run mutation`: the tests to run, as glob patterns. */
const TESTS = (process.env['KONGFLOW_MUTATION_TESTS'] ?? '').split(' ');
const STAND_IN = new URL('stand-in.ts', import.meta.url).href;

/** Where the mutated code reads which mutant it is to be, and counts what it runs. */
const context: InstrumenterContext = {};
Reflect.set(globalThis, '__stryker__', context);

/**
 * Runs the tests in Stryker's own process, where they stay loaded: a mutant is switched on, and the tests that reach it
 * are called. Stryker's runner for Vitest starts a worker for each mutant, which takes longer than the tests.
 */
class InProcessRunner implements TestRunner {
  static readonly inject = [] as const;
  #loaded = false;

  capabilities(): { reloadEnvironment: boolean } {
    // A mutant of what is computed at import gets a process of its own.
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    await this.#load();
    const results = await run(tests, false);
    return {
      status: DryRunStatus.Complete,
      tests: results,
      ...(context.mutantCoverage === undefined ? {} : { mutantCoverage: context.mutantCoverage }),
    };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter, hitLimit, disableBail } = options;
    if (mutantActivation === 'static') context.activeMutant = activeMutant.id;
    await this.#load();
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const filtered = wanted === undefined ? tests : tests.filter(({ id }) => wanted.has(id));
    for (const test of filtered) await open(test);
    context.activeMutant = activeMutant.id;
    context.hitCount = 0;
    if (hitLimit === undefined) delete context.hitLimit;
    else context.hitLimit = hitLimit;
    try {
      const results = await run(filtered, !disableBail);
      const limit = determineHitLimitReached(context.hitCount, hitLimit);
      return toMutantRunResult(limit ?? { status: DryRunStatus.Complete, tests: results });
    } finally {
      delete context.activeMutant;
    }
  }

  async dispose(): Promise<void> {
    await closeAll();
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    registerHooks({
      resolve: (specifier, from, next) =>
        specifier === 'vitest' ? { url: STAND_IN, shortCircuit: true } : next(specifier, from),
    });
    for (const name of TESTS.flatMap((pattern) => globSync(pattern)).toSorted())
      await collect(name, async () => import(pathToFileURL(path.resolve(name)).href));
  }
}

async function run(wanted: readonly CollectedTest[], bail: boolean): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const test of wanted) {
    await open(test);
    const result = await runOne(test);
    results.push(result);
    if (bail && result.status === TestStatus.Failed) break;
  }
  return results;
}

async function runOne(test: CollectedTest): Promise<TestResult> {
  const start = performance.now();
  const base = { id: test.id, name: test.id, fileName: path.resolve(test.file.name) };
  context.currentTestId = test.id;
  try {
    await test.run();
    return { ...base, status: TestStatus.Success, timeSpentMs: performance.now() - start };
  } catch (error) {
    const failureMessage = error instanceof Error ? error.message : String(error);
    return { ...base, status: TestStatus.Failed, failureMessage, timeSpentMs: performance.now() - start };
  } finally {
    delete context.currentTestId;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
