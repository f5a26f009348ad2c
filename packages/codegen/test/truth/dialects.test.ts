import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CompiledQuery } from '../../src/compile/compiled-query.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { serverVersion } from '../support/postgres-versions.ts';
import { FUZZ_SCHEMA } from './fuzz-schema.ts';
import { Queries } from './queries.ts';
import { Tape } from './tape.ts';
import { Writes } from './writes.ts';

/** A random statement, written in pgtyped's dialect and in sqlc's, is sent and typed the same. */
const RUNS = Number(process.env['KONGFLOW_FUZZ_RUNS'] ?? 60);
const SEED = Number(process.env['KONGFLOW_FUZZ_SEED'] ?? 4);

let compiler: TestCompiler;
let version: number;
beforeAll(async () => {
  compiler = await openCompiler(FUZZ_SCHEMA);
  version = await serverVersion(compiler.database.client);
}, 60_000);
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

/** What of a query does not depend on how it was written. */
function meaning({ text, parameters, columns, result, call, table }: CompiledQuery): unknown {
  return {
    text,
    result,
    call,
    table,
    parameters,
    columns: columns.map(({ property, typeOid, nullable, elementNullable, origin }) => ({
      property,
      typeOid,
      nullable,
      elementNullable,
      origin,
    })),
  };
}

/** Constants become parameters: the same one for the same constant. */
function withParameters(statement: string, mark: ':' | '@'): string {
  return statement.replaceAll(/\b[13]\b(?=[ ,)])(?! ROW| PREC| FOLL)/g, (constant) => `${mark}p${constant}::int`);
}

it(`statements of seed ${SEED} mean the same in both dialects`, { timeout: 60_000 + RUNS * 200 }, async () => {
  let [made, compared, parameters] = [0, 0, 0];
  const tapes = fc.array(fc.nat(1_000_000), { minLength: 30, maxLength: 300, size: 'max' });
  await fc.assert(
    fc.asyncProperty(tapes, fc.boolean(), fc.boolean(), async (choices, writes, marked) => {
      const tape = new Tape(choices);
      const plain = writes ? new Writes(tape, version).statement() : new Queries(tape).statement(2);
      const write = (mark: ':' | '@'): string => (marked ? withParameters(plain, mark) : plain);
      made += 1;
      const compile = async (text: string): Promise<CompiledQuery[]> => compiler.compile(text).catch(() => []);
      const [pgtyped] = await compile(`/* @name Q */ -- :many\n${write(':')};\n`);
      if (pgtyped === undefined) return;
      const [sqlc] = await compile(`-- name: Q :many\n${write('@')};\n`);
      compared += 1;
      parameters += pgtyped.parameters.length;
      expect(sqlc === undefined ? undefined : meaning(sqlc), plain).toEqual(meaning(pgtyped));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(compared / made).toBeGreaterThan(0.6);
  expect(parameters).toBeGreaterThan(RUNS / 5);
});
