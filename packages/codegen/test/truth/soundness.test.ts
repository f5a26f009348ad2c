import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { serverVersion } from '../support/postgres-versions.ts';
import { FUZZ_SCHEMA, STATES } from './fuzz-schema.ts';
import { Queries } from './queries.ts';
import { openStates, type States } from './states.ts';
import { Tape } from './tape.ts';
import { Writes } from './writes.ts';

/**
 * Random statements, analysed and then run on tables that are empty, full of nulls, or mixed: what is said never to be
 * null is not, and what is said to be one row is one. `KONGFLOW_FUZZ_RUNS` makes it as many as there is time for,
 * `KONGFLOW_FUZZ_SEED` repeats a run that failed.
 */
const RUNS = Number(process.env['KONGFLOW_FUZZ_RUNS'] ?? 400);
const SEED = Number(process.env['KONGFLOW_FUZZ_SEED'] ?? 4);

let compiler: TestCompiler;
let states: States;
let version: number;
beforeAll(async () => {
  compiler = await openCompiler(FUZZ_SCHEMA);
  states = await openStates(compiler, FUZZ_SCHEMA, STATES);
  version = await serverVersion(compiler.database.client);
}, 60_000);
afterAll(async () => {
  await states[Symbol.asyncDispose]();
  await compiler[Symbol.asyncDispose]();
});

const tapes = fc.array(fc.nat(1_000_000), { minLength: 30, maxLength: 400, size: 'max' });

/** Runs as many statements; the share that PostgreSQL accepted, and of these the share of runs that ended well. */
async function fuzz(make: (tape: Tape) => string): Promise<{ accepted: number; ran: number }> {
  let [made, accepted, ran] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(tapes, async (choices) => {
      const statement = make(new Tape(choices));
      made += 1;
      const [query] = await compiler.compile(`/* @name Q */ -- :one\n${statement};`).catch(() => []);
      if (query === undefined) return;
      accepted += 1;
      const verdict = await states.judge(query);
      ran += verdict.ran / STATES.length;
      expect(verdict.lies, statement).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  return { accepted: accepted / made, ran: ran / accepted };
}

describe(`statements of seed ${SEED}`, () => {
  it('that read say the truth', { timeout: 60_000 + RUNS * 100 }, async () => {
    const { accepted, ran } = await fuzz((tape) => new Queries(tape).statement(1 + tape.below(3)));
    expect(accepted).toBeGreaterThan(0.7);
    expect(ran).toBeGreaterThan(0.8);
  });

  it('that write say the truth', { timeout: 60_000 + RUNS * 100 }, async () => {
    const { accepted, ran } = await fuzz((tape) => new Writes(tape, version).statement());
    expect(accepted).toBeGreaterThan(0.7);
    expect(ran).toBeGreaterThan(0.6);
  });
});
