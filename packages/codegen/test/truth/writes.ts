import { WRITABLE, WRITTEN, type Atom, type Kind } from './fuzz-schema.ts';
import { Queries } from './queries.ts';
import type { Tape } from './tape.ts';

/** Random INSERT, UPDATE, DELETE and MERGE with RETURNING, as far as the server knows them. */
export class Writes {
  readonly #tape: Tape;
  readonly #version: number;
  readonly #queries: Queries;
  readonly #table: string;

  /** @param version of the server, as 180004 */
  constructor(tape: Tape, version: number) {
    this.#tape = tape;
    this.#version = version;
    this.#queries = new Queries(tape);
    this.#table = tape.pick(Object.keys(WRITABLE));
  }

  statement(): string {
    const write = (): string =>
      this.#tape.run([
        () => this.#insert(),
        () => this.#insert(),
        () => this.#update(),
        () => this.#delete(),
        () => (this.#version < 170_000 ? this.#update() : this.#merge()),
      ]);
    return this.#tape.rarely(4)
      ? `WITH x AS (${write()}) SELECT * FROM x${this.#tape.pick(['', ' LEFT JOIN a ON a.n = 1'])}`
      : write();
  }

  #make(kind: Kind, atoms: readonly Atom[]): string {
    return this.#queries.expressions.make(kind, atoms, 1);
  }

  #columns(qualifier: string): Atom[] {
    const assignable = Object.entries(WRITABLE[this.#table] ?? {}).map(([name, [kind]]): [string, Kind] => [
      name,
      kind,
    ]);
    return [...assignable, ...Object.entries(WRITTEN[this.#table] ?? {})].map(([name, kind]) => ({
      sql: `${qualifier}.${name}`,
      kind,
    }));
  }

  /** Values for some columns; those that need one get one. */
  #assignments(atoms: readonly Atom[]): [column: string, value: string][] {
    const columns = Object.entries(WRITABLE[this.#table] ?? {}).filter(() => this.#tape.below(3) > 0);
    const fallback: Partial<Record<Kind, string>> = {
      int: '1',
      text: 'md5(random()::text)',
      ints: "'{}'",
      bool: 'true',
    };
    return columns.map(([column, [kind, required]]) => {
      const value = this.#make(kind, atoms);
      return [column, required ? `coalesce(${value}, ${fallback[kind] ?? 'NULL'})` : value];
    });
  }

  #returning(atoms: readonly Atom[]): string {
    const all = this.#version >= 180_000 ? [...atoms, ...this.#columns('old'), ...this.#columns('new')] : atoms;
    const columns = this.#tape.list(1, 4, (index) => {
      const { kind } = this.#tape.pick(all);
      return `${this.#queries.expressions.make(kind, all, this.#tape.below(2))} AS c${index}`;
    });
    return `RETURNING ${columns.join(', ')}`;
  }

  #insert(): string {
    const tape = this.#tape;
    const source: Atom[] = [
      { sql: 's.n', kind: 'int' },
      { sql: 's.t', kind: 'text' },
      { sql: 's.m', kind: 'int' },
    ];
    const selected = tape.rarely(2);
    const assigned = this.#assignments(selected ? source : []);
    const names = assigned.map(([name]) => name).join(', ');
    const values = assigned.map(([, value]) => value).join(', ');
    const srf =
      tape.rarely(8) && this.#table === 'w'
        ? 'INSERT INTO w (n) VALUES (generate_series(1, (SELECT count(*)::int - 1 FROM w)))'
        : undefined;
    const head =
      assigned.length === 0
        ? `INSERT INTO ${this.#table} DEFAULT VALUES`
        : `INSERT INTO ${this.#table} (${names}) ${selected ? `SELECT ${values} FROM a AS s ${tape.pick(['', 'WHERE s.n IS NOT NULL', 'LIMIT 1'])}` : `VALUES (${values})`}`;
    const conflict = tape.run([
      () => '',
      () => 'ON CONFLICT DO NOTHING',
      () =>
        this.#table === 'w'
          ? `ON CONFLICT (u) DO UPDATE SET t = ${this.#make('text', [
              { sql: 'excluded.t', kind: 'text' },
              { sql: 'w.t', kind: 'text' },
            ])}`
          : '',
      () => (this.#table === 'w' ? 'ON CONFLICT (u) DO UPDATE SET t = excluded.t WHERE w.t IS NOT NULL' : ''),
    ]);
    return `${srf ?? head} ${conflict} ${this.#returning(this.#columns(this.#table))}`;
  }

  #update(): string {
    const tape = this.#tape;
    const own = this.#columns(this.#table);
    const other: Atom[] = [
      { sql: 's.n', kind: 'int' },
      { sql: 's.t', kind: 'text' },
      { sql: 's.m', kind: 'int' },
      { sql: 's.c', kind: 'color' },
    ];
    const joins = tape.rarely(2);
    const atoms = joins ? [...own, ...other] : own;
    const assigned = this.#assignments(atoms).map(([name, value]) => `${name} = ${value}`);
    const set = assigned.length > 0 ? assigned.join(', ') : 'n = NULL';
    const from = joins ? ` FROM ${tape.pick(['a AS s', 'a AS y LEFT JOIN a AS s ON s.id = y.n', 'a AS s'])}` : '';
    const where = tape.rarely(3) ? '' : ` WHERE ${this.#queries.condition(atoms, [], 1)}`;
    return `UPDATE ${this.#table} SET ${set}${from}${where} ${this.#returning(atoms)}`;
  }

  #delete(): string {
    const tape = this.#tape;
    const own = this.#columns(this.#table);
    const joins = tape.rarely(2);
    const atoms: Atom[] = joins ? [...own, { sql: 's.n', kind: 'int' }, { sql: 's.t', kind: 'text' }] : own;
    return `DELETE FROM ${this.#table}${joins ? ' USING a AS s' : ''} WHERE ${this.#queries.condition(atoms, [], 1)} ${this.#returning(atoms)}`;
  }

  #merge(): string {
    const tape = this.#tape;
    const own = this.#columns(this.#table);
    const other: Atom[] = [
      { sql: 's.n', kind: 'int' },
      { sql: 's.t', kind: 'text' },
      { sql: 's.m', kind: 'int' },
    ];
    const set = (atoms: readonly Atom[]): string => {
      const assigned = this.#assignments(atoms);
      return assigned.length === 0 ? 'n = NULL' : assigned.map(([name, value]) => `${name} = ${value}`).join(', ');
    };
    const insert = (): string => {
      const assigned = this.#assignments(other);
      if (assigned.length === 0) return 'INSERT DEFAULT VALUES';
      return `INSERT (${assigned.map(([name]) => name).join(', ')}) VALUES (${assigned.map(([, value]) => value).join(', ')})`;
    };
    const clauses = [
      () => `WHEN MATCHED AND ${this.#queries.condition([...own, ...other], [], 1)} THEN DELETE`,
      () => `WHEN MATCHED THEN UPDATE SET ${set([...own, ...other])}`,
      () => `WHEN NOT MATCHED BY SOURCE THEN UPDATE SET ${set(own)}`,
      () => `WHEN NOT MATCHED THEN ${insert()}`,
    ].filter(() => tape.below(3) > 0);
    const actions =
      clauses.length === 0
        ? 'WHEN NOT MATCHED THEN INSERT DEFAULT VALUES'
        : clauses.map((clause) => clause()).join(' ');
    const list = this.#returning([...own, ...other]);
    return `MERGE INTO ${this.#table} USING (SELECT DISTINCT ON (n) n, t, m FROM a) AS s ON s.n = ${this.#table}.n ${actions} ${list}, merge_action() AS act`;
  }
}
