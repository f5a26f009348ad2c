import * as fc from 'fast-check';
import { DatabaseError } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { FUZZ_SCHEMA, KINDS, STATES, WRITABLE, type Kind } from './fuzz-schema.ts';
import { Tape } from './tape.ts';

/** Random statements that write parameters: with null for each that may be null, none fails on a NOT NULL. */
const RUNS = Number(process.env['KONGFLOW_FUZZ_RUNS'] ?? 150);
const SEED = Number(process.env['KONGFLOW_FUZZ_SEED'] ?? 4);

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(FUZZ_SCHEMA);
  await compiler.database.client.query(STATES.at(-1) ?? '');
}, 60_000);
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

/** A value of each kind, of which no two are the same where a column is unique. */
const VALUE: Partial<Record<Kind, string>> = {
  int: '1',
  ints: '{1}',
  texts: '{a}',
  bool: 'true',
  color: 'red',
  json: '{}',
};

/** A statement on `w`, and what each of its parameters is of. */
class Statement {
  readonly kinds = new Map<string, Kind>();
  readonly text: string;
  readonly #tape: Tape;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.text = tape.run([
      () => this.#insert(),
      () => `${this.#insert()} ON CONFLICT (u) DO UPDATE SET ${this.#set()}`,
      () => `UPDATE w SET ${this.#set()}${this.#where()}`,
      () => `WITH x AS (${this.#insert()} ON CONFLICT DO NOTHING RETURNING id) UPDATE w SET ${this.#set()} FROM x`,
      () => `MERGE INTO w USING (SELECT ${this.#parameter('int')}::int AS n) s ON s.n = w.n ${this.#actions()}`,
    ]);
  }

  /** A parameter, perhaps one that is there already. */
  #parameter(kind: Kind): string {
    const same = [...this.kinds].filter(([, each]) => each === kind).map(([name]) => name);
    if (same.length > 0 && this.#tape.rarely(4)) return `:${this.#tape.pick(same)}`;
    const name = `p${this.kinds.size}`;
    this.kinds.set(name, kind);
    return `:${name}`;
  }

  #value(kind: Kind, column: string | undefined): string {
    const one = (): string => this.#parameter(kind);
    const typed = (): string => `${one()}::${KINDS[kind]}`;
    return this.#tape.run([
      one,
      one,
      typed,
      () => `coalesce(${typed()}, ${column ?? typed()})`,
      () => `CASE WHEN ${this.#parameter('bool')} THEN ${typed()} ELSE ${typed()} END`,
      () => `(SELECT ${typed()})`,
      () => (kind === 'int' ? `${one()}::required_int` : typed()),
      () => (kind === 'int' ? `(SELECT x FROM (VALUES (${typed()})) AS v(x))` : typed()),
      () => (kind === 'int' ? `${one()}::int + 1` : typed()),
    ]);
  }

  #columns(): [string, Kind][] {
    const all = Object.entries(WRITABLE['w'] ?? {}).map(([name, [kind]]): [string, Kind] => [name, kind]);
    const some = all.filter(() => this.#tape.below(2) === 0);
    return some.length === 0 ? all.slice(0, 2) : some;
  }

  #insert(): string {
    const columns = this.#columns();
    const values = columns.map(([, kind]) => this.#value(kind, undefined)).join(', ');
    const names = columns.map(([name]) => name).join(', ');
    const guard = [...this.kinds].find(([, kind]) => kind === 'text');
    return this.#tape.run([
      () => `INSERT INTO w (${names}) VALUES (${values})`,
      () => `INSERT INTO w (${names}) SELECT ${values}`,
      () =>
        `INSERT INTO w (${names}) SELECT ${values} WHERE ${guard === undefined ? 'true' : `:${guard[0]}::text IS NOT NULL`}`,
    ]);
  }

  #set(): string {
    return this.#columns()
      .map(([name, kind]) => `${name} = ${this.#value(kind, `w.${name}`)}`)
      .join(', ');
  }

  #where(): string {
    return this.#tape.run([
      () => '',
      () => ` WHERE w.n = ${this.#parameter('int')}`,
      () => ` WHERE ${this.#parameter('text')}::text IS NULL OR w.t = ${this.#parameter('text')}`,
      () => ` WHERE w.c IS NOT DISTINCT FROM ${this.#parameter('color')}`,
    ]);
  }

  #actions(): string {
    const columns = this.#columns();
    const values = columns.map(([, kind]) => this.#value(kind, undefined)).join(', ');
    const condition = this.#tape.pick(['', ` AND ${this.#parameter('int')}::int IS NOT NULL`]);
    return `WHEN MATCHED${condition} THEN UPDATE SET ${this.#set()} WHEN NOT MATCHED THEN INSERT (${columns.map(([name]) => name).join(', ')}) VALUES (${values})`;
  }
}

const NOT_NULL = '23502';

describe('a parameter that is stored where null is refused', () => {
  it.each([
    ['is required although it is stored elsewhere too', 'UPDATE w SET m = :p + 1, n = :p', ['p']],
    [
      'is required although COALESCE expects a null elsewhere',
      'INSERT INTO w (u, t) VALUES (:p, coalesce(:p, :q))',
      ['p', 'q'],
    ],
    [
      'is required of a conflict, which comes later',
      'INSERT INTO w (u) VALUES (:p) ON CONFLICT (u) DO UPDATE SET u = coalesce(:p, w.u)',
      ['p'],
    ],
    ['is required whatever a condition compares it with', 'UPDATE w SET u = :p WHERE u IS DISTINCT FROM :p', ['p']],
    ['is required by a domain', 'UPDATE w SET n = :p::required_int', ['p']],
    ['may be null where a condition keeps it from that', 'UPDATE w SET u = :p WHERE :p::text IS NOT NULL', []],
    ['may be null where COALESCE has another', 'UPDATE w SET u = coalesce(:p, u), n = :q', []],
  ])('%s: %s', async (_, statement, required) => {
    const [query] = await compiler.compile(`/* @name Q */ -- :exec\n${statement};`);
    expect(query?.parameters.filter(({ nullable }) => !nullable).map(({ name }) => name)).toEqual(required);
  });
});

describe(`parameters of statements of seed ${SEED}`, () => {
  it('that may be null are taken where they are', { timeout: 60_000 + RUNS * 100 }, async () => {
    let [made, accepted, nulls, unique] = [0, 0, 0, 0];
    const tapes = fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 120, size: 'max' });
    await fc.assert(
      fc.asyncProperty(tapes, async (choices) => {
        const { text, kinds } = new Statement(new Tape(choices));
        made += 1;
        const [query] = await compiler.compile(`/* @name Q */ -- :exec\n${text};`).catch(() => []);
        if (query === undefined) return;
        accepted += 1;
        const values = query.parameters.map(({ name, nullable }) => {
          if (nullable) return null;
          const kind = kinds.get(name) ?? 'text';
          return VALUE[kind] ?? `unique ${unique++}`;
        });
        nulls += values.filter((value) => value === null).length;
        const { client } = compiler.database;
        await client.query('BEGIN');
        const failed = await client.query(query.text, values).then(
          () => undefined,
          (error: unknown) => (error instanceof DatabaseError ? error : Promise.reject(error)),
        );
        await client.query('ROLLBACK');
        // Where a condition says IS NOT NULL, the author has decided.
        const isRefused = failed?.code === NOT_NULL && !text.includes('IS NOT NULL');
        expect(isRefused ? failed.message : undefined, `${text} with ${JSON.stringify(values)}`).toBeUndefined();
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(accepted / made).toBeGreaterThan(0.8);
    expect(nulls / accepted).toBeGreaterThan(1);
  });
});
