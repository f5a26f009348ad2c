import { Aggregates } from './aggregates.ts';
import { Expressions } from './expressions.ts';
import { KINDS, READABLE, type Atom, type Columns, type Kind } from './fuzz-schema.ts';
import type { Tape } from './tape.ts';

const ALL_KINDS = ['int', 'text', 'bool', 'ts', 'json', 'ints', 'texts', 'color', 'pair'] as const satisfies Kind[];

/** Something in FROM. */
interface Source {
  readonly sql: string;
  readonly atoms: readonly Atom[];
  /** How many of its columns are called id: with one on each side, USING has something to merge. */
  readonly ids: number;
}

/** A CTE that may be read. */
interface Named {
  readonly name: string;
  readonly columns: Columns;
}

/** Random queries. */
export class Queries {
  readonly #tape: Tape;
  readonly expressions: Expressions;
  readonly #aggregates: Aggregates;
  #aliases = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.expressions = new Expressions(tape, (kind, outer, depth) => this.#subquery(kind, outer, depth));
    this.#aggregates = new Aggregates(tape, this.expressions, (atoms) => this.condition(atoms, [], 1));
  }

  /** A whole statement. */
  statement(depth: number): string {
    const kinds = this.#tape.list(1, 3, () => this.#tape.pick(ALL_KINDS));
    return this.#query(kinds, [], [], depth);
  }

  alias(letter: string): string {
    this.#aliases += 1;
    return `${letter}${this.#aliases}`;
  }

  #subquery(kind: Kind, outer: readonly Atom[], depth: number): string {
    return this.#tape.run([
      () => this.#select([kind], outer, [], depth),
      () => {
        const { sql, atoms } = this.#item(outer, [], depth);
        return `SELECT ${this.#aggregates.make(kind, atoms, depth)} FROM ${sql}`;
      },
      () => `SELECT ${this.expressions.make(kind, outer, depth)}`,
      () => this.#query([kind], outer, [], depth),
    ]);
  }

  /** Common table expressions, set operations and what ends them, around SELECT. */
  #query(kinds: readonly Kind[], outer: readonly Atom[], named: readonly Named[], depth: number): string {
    const tape = this.#tape;
    if (depth <= 0 || tape.below(3) === 0) return this.#select(kinds, outer, named, depth);
    return tape.run([
      () => this.#with(kinds, outer, named, depth),
      () => this.#recursive(kinds, outer, depth),
      () => {
        const arm = (): string => `(${this.#query(kinds, outer, named, depth - 1)})`;
        return `${arm()} ${this.#setOperator(kinds)} ${arm()}`;
      },
      () => {
        const arm = (): string => `(${this.#select(kinds, outer, named, depth - 1)})`;
        return `${arm()} ${this.#setOperator(kinds)} (${arm()} ${this.#setOperator(kinds)} ${arm()}) ORDER BY 1 LIMIT 5`;
      },
      () => {
        const row = (): string => `(${kinds.map((kind) => this.expressions.make(kind, outer, 1)).join(', ')})`;
        return `VALUES ${tape.list(1, 3, row).join(', ')}`;
      },
    ]);
  }

  /** Composites and documents without an order can only be appended. */
  #setOperator(kinds: readonly Kind[]): string {
    return this.#tape.pick([
      'UNION ALL',
      ...(kinds.includes('pair') ? [] : ['UNION', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL']),
    ]);
  }

  #with(kinds: readonly Kind[], outer: readonly Atom[], named: readonly Named[], depth: number): string {
    const name = this.alias('cte');
    const inner = this.#tape.list(1, 3, () => this.#tape.pick(ALL_KINDS));
    const columns = Object.fromEntries(inner.map((kind, index) => [`k${index}`, kind]));
    const body = this.#query(inner, outer, named, depth - 1);
    const rest = this.#select(kinds, outer, [...named, { name, columns }], depth - 1);
    return `WITH ${name}(${Object.keys(columns).join(', ')}) AS ${this.#tape.pick(['', 'MATERIALIZED '])}(${body}) ${rest}`;
  }

  #recursive(kinds: readonly Kind[], outer: readonly Atom[], depth: number): string {
    const name = this.alias('r');
    const inner = this.#tape.list(1, 3, () => this.#tape.pick(ALL_KINDS));
    const columns: Columns = { depth: 'int', ...Object.fromEntries(inner.map((kind, index) => [`k${index}`, kind])) };
    const start = inner.map((kind) => `(${this.expressions.make(kind, outer, 1)})::${KINDS[kind]}`);
    const alias = this.alias('q');
    const atoms = Object.entries(columns).map(([column, kind]): Atom => ({ sql: `${alias}.${column}`, kind }));
    const step = inner.map((kind) => `(${this.expressions.make(kind, atoms, 1)})::${KINDS[kind]}`);
    const join = this.#tape.pick([name + ` AS ${alias}`, `${name} AS ${alias} LEFT JOIN a ON a.id = ${alias}.depth`]);
    const rest = this.#select(kinds, outer, [{ name, columns }], depth - 1);
    return `WITH RECURSIVE ${name}(${Object.keys(columns).join(', ')}) AS (SELECT 1, ${start.join(', ')} UNION ALL SELECT ${alias}.depth + 1, ${step.join(', ')} FROM ${join} WHERE ${alias}.depth < 3) ${rest}`;
  }

  #select(kinds: readonly Kind[], outer: readonly Atom[], named: readonly Named[], depth: number): string {
    const tape = this.#tape;
    const source = this.#source(outer, named, depth);
    const atoms = [...source.atoms, ...source.atoms, ...outer];
    const where = tape.below(2) === 0 ? '' : ` WHERE ${this.condition(source.atoms, outer, depth)}`;
    const from = ` FROM ${source.sql}${where}`;
    return tape.run([
      () => `SELECT ${this.#list(kinds, atoms, depth)}${from}`,
      () => `SELECT ${this.#list(kinds, atoms, depth)}${from} ${this.#end()}`,
      () => this.#grouped(kinds, source.atoms, from, depth),
      () => this.#grouped(kinds, source.atoms, from, depth),
      () => this.#windowed(kinds, source.atoms, from, depth),
      () =>
        `SELECT ${kinds.map((kind, index) => `${this.#aggregates.setReturning(kind, atoms, depth)} AS c${index}`).join(', ')}${from}`,
      () =>
        `SELECT ${kinds.map((kind, index) => `${this.#aggregates.make(kind, source.atoms, depth)} AS c${index}`).join(', ')}${from}`,
      () => {
        const order = `coalesce(${this.expressions.make('int', source.atoms, 0)}, 0)`;
        return `SELECT DISTINCT ON (${order}) ${this.#list(kinds, atoms, depth)}${from} ORDER BY ${order}`;
      },
    ]);
  }

  /** What stands in WHERE; often what proves something of a column. */
  condition(atoms: readonly Atom[], outer: readonly Atom[], depth: number): string {
    const tape = this.#tape;
    if (atoms.length === 0 || tape.below(3) === 0) return this.expressions.make('bool', [...atoms, ...outer], depth);
    const column = tape.pick(atoms);
    const proofs = [
      `${column.sql} IS NOT NULL`,
      `NOT (${column.sql} IS NULL)`,
      `${column.sql} = ${column.sql}`,
      `${column.sql} IS NULL`,
      `coalesce(${column.sql} IS NOT NULL, false)`,
    ];
    const proof = tape.pick(
      column.kind === 'bool'
        ? [...proofs, column.sql, `NOT ${column.sql}`, `${column.sql} IS TRUE`, `${column.sql} IS NOT FALSE`]
        : proofs,
    );
    return tape.run([
      () => proof,
      () => `${proof} AND ${this.condition(atoms, outer, depth - 1)}`,
      () => `(${proof} OR ${this.condition(atoms, outer, depth - 1)})`,
      () => `NOT (${proof} OR ${this.expressions.make('bool', atoms, 1)})`,
    ]);
  }

  #list(kinds: readonly Kind[], atoms: readonly Atom[], depth: number): string {
    return kinds.map((kind, index) => `${this.expressions.make(kind, atoms, depth)} AS c${index}`).join(', ');
  }

  #end(): string {
    return this.#tape.pick([
      'LIMIT 1',
      'LIMIT 3 OFFSET 1',
      'ORDER BY 1 FETCH FIRST 1 ROW WITH TIES',
      'ORDER BY 1 LIMIT 2',
      'OFFSET 1',
    ]);
  }

  #grouped(kinds: readonly Kind[], atoms: readonly Atom[], from: string, depth: number): string {
    const tape = this.#tape;
    const groups = tape.list(1, 3, (): Atom => {
      const kind = tape.pick<Kind>(['int', 'text', 'color', 'bool', 'ts', 'texts']);
      return { kind, sql: this.expressions.make(kind, atoms, tape.below(3) === 0 ? 1 : 0) };
    });
    const keys = groups.map(({ sql }) => `(${sql})`);
    const list = keys.join(', ');
    const by = tape.pick([
      list,
      `ROLLUP(${list})`,
      `CUBE(${list})`,
      `GROUPING SETS (${list}, ())`,
      `GROUPING SETS ((${list}))`,
      `${keys[0]}, ROLLUP(${list})`,
    ]);
    const grouping: Atom[] = [{ kind: 'int', sql: `GROUPING(${keys[0]})` }];
    const having = tape.below(3) === 0 ? ` HAVING ${this.expressions.make('bool', groups, 1)}` : '';
    const columns = kinds.map((kind, index) => {
      const value = tape.run([
        () => this.expressions.make(kind, [...groups, ...(tape.below(3) === 0 ? grouping : [])], 1),
        () => this.#aggregates.make(kind, atoms, depth),
        () => this.expressions.make(kind, [...groups, { kind, sql: this.#aggregates.make(kind, atoms, depth) }], 1),
      ]);
      return `${value} AS c${index}`;
    });
    return `SELECT ${columns.join(', ')}${from} GROUP BY ${by}${having}`;
  }

  #windowed(kinds: readonly Kind[], atoms: readonly Atom[], from: string, depth: number): string {
    const tape = this.#tape;
    const each = (of: Kind): string => this.expressions.make(of, atoms, Math.min(depth, 1));
    const columns = kinds.map((kind, index) => {
      const frame = tape.pick([
        '',
        'ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING',
        'ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING',
        'ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW',
        'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
        'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
        'GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE TIES',
        'GROUPS 1 PRECEDING EXCLUDE GROUP',
      ]);
      const window = `OVER (PARTITION BY ${each('int')} ORDER BY ${each('text')} ${frame})`;
      const call = tape.run([
        () => `lag(${each(kind)}) ${window}`,
        () => `lag(${each(kind)}, 1, ${each(kind)}) ${window}`,
        () => `lead(${each(kind)}, ${each('int')}, ${each(kind)}) ${window}`,
        () => `first_value(${each(kind)}) ${window}`,
        () => `last_value(${each(kind)}) ${window}`,
        () => `nth_value(${each(kind)}, 2) ${window}`,
        () => (kind === 'int' ? `(row_number() ${window})::int` : `lead(${each(kind)}) ${window}`),
        () => (kind === 'int' ? `ntile(${each('int')}) ${window}` : `first_value(${each(kind)}) ${window}`),
        () => (kind === 'int' ? `(sum(${each('int')}) ${window})::int` : `last_value(${each(kind)}) ${window}`),
        () =>
          kind === 'int' ? `(count(*) FILTER (WHERE ${each('bool')}) ${window})::int` : `lag(${each(kind)}) ${window}`,
        () => (kind === 'text' ? `max(${each('text')}) ${window}` : `first_value(${each(kind)}) ${window}`),
        () => (kind === 'ints' ? `array_agg(${each('int')}) ${window}` : `first_value(${each(kind)}) ${window}`),
      ]);
      return `${call} AS c${index}`;
    });
    return `SELECT ${columns.join(', ')}${from}`;
  }

  #source(outer: readonly Atom[], named: readonly Named[], depth: number): Source {
    return depth > 0 && this.#tape.below(3) > 0 ? this.#join(outer, named, depth) : this.#item(outer, named, depth);
  }

  #join(outer: readonly Atom[], named: readonly Named[], depth: number): Source {
    const tape = this.#tape;
    const left = this.#source(outer, named, depth - 1);
    const kind = tape.pick(['JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN']);
    const sight = kind === 'RIGHT JOIN' || kind === 'FULL JOIN' ? outer : [...outer, ...left.atoms];
    const right = tape.rarely(3) ? this.#source(outer, named, depth - 1) : this.#item(sight, named, depth - 1);
    const ids = left.ids + right.ids;
    const atoms = [...left.atoms, ...right.atoms].filter(({ sql }) => sql !== 'id' || ids === 1);
    if (kind === 'CROSS JOIN') return { sql: `(${left.sql} CROSS JOIN ${right.sql})`, atoms, ids };
    const equal = (): string => {
      const ints = (all: readonly Atom[]): Atom[] => all.filter((atom) => atom.kind === 'int' && atom.sql !== 'id');
      const [l, r] = [ints(left.atoms), ints(right.atoms)];
      return l.length > 0 && r.length > 0 ? `${tape.pick(l).sql} = ${tape.pick(r).sql}` : 'true';
    };
    const on = (condition: string): Source => ({
      sql: `(${left.sql} ${kind} ${right.sql} ON ${condition})`,
      atoms,
      ids,
    });
    const merges = left.ids === 1 && right.ids === 1;
    const merged: Atom = { sql: 'id', kind: 'int' };
    const alias = this.alias('j');
    return tape.run([
      () => on(equal()),
      () => on(equal()),
      () => on(tape.pick(['true', 'true', 'false', 'NULL::bool'])),
      () => on(kind === 'FULL JOIN' ? equal() : `${equal()} AND ${this.condition(atoms, [], 1)}`),
      () =>
        merges
          ? { sql: `(${left.sql} ${kind} ${right.sql} USING (id))`, atoms: [...atoms, merged, merged, merged], ids: 1 }
          : on(equal()),
      () =>
        merges
          ? {
              sql: `(${left.sql} ${kind} ${right.sql} USING (id) AS ${alias})`,
              atoms: [...atoms, { sql: `${alias}.id`, kind: 'int' }],
              ids: 1,
            }
          : on(equal()),
      () =>
        merges && tape.rarely(2) ? { sql: `(${left.sql} NATURAL ${kind} ${right.sql})`, atoms, ids: 1 } : on(equal()),
      () => {
        const list = atoms.map(({ sql }, index) => `${sql} AS z${index}`).join(', ');
        const renamed = atoms.map((atom, index): Atom => ({ sql: `${alias}.z${index}`, kind: atom.kind }));
        return {
          sql: `(SELECT ${list} FROM ${left.sql} ${kind} ${right.sql} ON ${equal()}) AS ${alias}`,
          atoms: renamed,
          ids: 0,
        };
      },
    ]);
  }

  #item(outer: readonly Atom[], named: readonly Named[], depth: number): Source {
    const { sql, atoms } = this.#anything(outer, named, depth);
    return { sql, atoms, ids: atoms.filter((atom) => atom.sql.endsWith('.id')).length };
  }

  #anything(outer: readonly Atom[], named: readonly Named[], depth: number): Omit<Source, 'ids'> {
    const tape = this.#tape;
    const alias = this.alias('x');
    const show = (columns: Columns): Atom[] =>
      Object.entries(columns).map(([column, kind]) => ({ sql: `${alias}.${column}`, kind }));
    const table = (): Omit<Source, 'ids'> => {
      const name = tape.pick(Object.keys(READABLE));
      return { sql: `${name} AS ${alias}`, atoms: show(READABLE[name] ?? {}) };
    };
    const each = (kind: Kind): string => this.expressions.make(kind, outer, Math.max(0, depth - 1));
    if (named.length > 0 && tape.below(2) === 0) {
      const { name, columns } = tape.pick(named);
      return { sql: `${name} AS ${alias}`, atoms: show(columns) };
    }
    if (depth <= 0) return table();
    return tape.run([
      table,
      table,
      () => {
        const kinds = tape.list(1, 3, () => tape.pick(ALL_KINDS));
        const columns: Columns = Object.fromEntries(
          kinds.map((kind, index) => [index === 0 && kind === 'int' ? 'id' : `k${index}`, kind]),
        );
        const body = this.#query(kinds, outer, named, depth - 1);
        return { sql: `LATERAL (${body}) AS ${alias}(${Object.keys(columns).join(', ')})`, atoms: show(columns) };
      },
      () => {
        const row = (): string => `(${each('int')}, ${each('text')})`;
        return {
          sql: `(VALUES ${tape.list(1, 3, row).join(', ')}) AS ${alias}(id, v)`,
          atoms: show({ id: 'int', v: 'text' }),
        };
      },
      () => ({ sql: `LATERAL generate_series(1, ${each('int')}) AS ${alias}(id)`, atoms: show({ id: 'int' }) }),
      () => ({
        sql: `LATERAL unnest(${each('ints')}, ${each('texts')}) WITH ORDINALITY AS ${alias}(id, v, ord)`,
        atoms: show({ id: 'int', v: 'text' }),
      }),
      () => ({ sql: `LATERAL unnest(${each('ints')}) AS ${alias}(id)`, atoms: show({ id: 'int' }) }),
      () => ({
        sql: `LATERAL unnest(ARRAY[${each('pair')}, ROW(1, NULL)::pair]) AS ${alias}(id, v)`,
        atoms: show({ id: 'int', v: 'text' }),
      }),
      () => ({
        sql: `LATERAL ROWS FROM (generate_series(1, ${each('int')}), lower(${each('text')})) AS ${alias}(id, v)`,
        atoms: show({ id: 'int', v: 'text' }),
      }),
      () => ({ sql: `LATERAL lower(${each('text')}) AS ${alias}(v)`, atoms: show({ v: 'text' }) }),
      () => ({
        sql: `LATERAL jsonb_array_elements(jsonb_build_array(${each('json')}, 1)) AS ${alias}(k)`,
        atoms: show({ k: 'json' }),
      }),
      () => ({ sql: `LATERAL string_to_table(${each('text')}, ',') AS ${alias}(v)`, atoms: show({ v: 'text' }) }),
      () => ({
        sql: `LATERAL jsonb_to_record(${each('json')}) AS ${alias}(id int, v text)`,
        atoms: show({ id: 'int', v: 'text' }),
      }),
    ]);
  }
}
