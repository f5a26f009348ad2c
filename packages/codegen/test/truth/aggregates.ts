import type { Expressions } from './expressions.ts';
import type { Atom, Kind } from './fuzz-schema.ts';
import type { Tape } from './tape.ts';

/** Random aggregates, and functions that make rows. */
export class Aggregates {
  readonly #tape: Tape;
  readonly #expressions: Expressions;
  readonly #condition: (atoms: readonly Atom[]) => string;

  constructor(tape: Tape, expressions: Expressions, condition: (atoms: readonly Atom[]) => string) {
    this.#tape = tape;
    this.#expressions = expressions;
    this.#condition = condition;
  }

  /** A column of a select list that may make rows. */
  setReturning(kind: Kind, atoms: readonly Atom[], depth: number): string {
    const each = (of: Kind): string => this.#expressions.make(of, atoms, depth - 1);
    switch (kind) {
      case 'int':
        return this.#tape.run([
          () => `generate_series(1, ${each('int')})`,
          () => `unnest(${each('ints')})`,
          () => `generate_subscripts(${each('texts')}, 1)`,
        ]);
      case 'text':
        return this.#tape.run([
          () => `unnest(${each('texts')})`,
          () => `jsonb_object_keys(jsonb_build_object('k', ${each('int')}))`,
          () => `string_to_table(${each('text')}, ',')`,
          () => `string_to_table(${each('text')}, ',', 'a')`,
          () => `regexp_split_to_table(${each('text')}, 'a')`,
          () => `upper(unnest(${each('texts')}))`,
        ]);
      case 'json':
        return `jsonb_array_elements(jsonb_build_array(${each('json')}))`;
      default:
        return each(kind);
    }
  }

  /** An aggregate. */
  make(kind: Kind, atoms: readonly Atom[], depth: number): string {
    const each = (of: Kind): string => this.#expressions.make(of, atoms, Math.min(depth - 1, 1));
    const filter = (): string => (this.#tape.below(3) === 0 ? ` FILTER (WHERE ${this.#condition(atoms)})` : '');
    switch (kind) {
      case 'int':
        return this.#tape.run([
          () => `count(*)${filter()}::int`,
          () => `sum(${each('int')})${filter()}::int`,
          () => `max(${each('int')})${filter()}`,
          () => `count(DISTINCT ${each('int')})::int`,
          () => `(array_agg(${each('int')}))[1]`,
          () => `coalesce(sum(${each('int')})${filter()}, 0)::int`,
          () => `mode() WITHIN GROUP (ORDER BY ${each('int')})`,
        ]);
      case 'text':
        return this.#tape.run([
          () => `string_agg(${each('text')}, ',')${filter()}`,
          () => `min(${each('text')})${filter()}`,
        ]);
      case 'bool':
        return this.#tape.run([() => `bool_and(${each('bool')})${filter()}`, () => `every(${each('bool')})`]);
      case 'json':
        return this.#tape.run([
          () => `jsonb_agg(${each('int')})${filter()}`,
          () => `coalesce(jsonb_agg(${each('json')})${filter()}, '[]')`,
          () => `JSON_ARRAYAGG(${each('int')} RETURNING jsonb)`,
          () => `jsonb_object_agg(${each('int')}::text || 'k', ${each('text')}) FILTER (WHERE false)`,
        ]);
      case 'ints':
        return this.#tape.run([
          () => `array_agg(${each('int')})${filter()}`,
          () => `array_agg(DISTINCT ${each('int')})`,
        ]);
      case 'texts':
        return this.#tape.run([
          () => `array_agg(${each('text')})${filter()}`,
          () => {
            const tested = each('text');
            return `array_agg(${tested}) FILTER (WHERE ${tested} IS NOT NULL)`;
          },
        ]);
      case 'ts':
      case 'color':
        return `max(${each(kind)})${filter()}`;
      case 'pair':
        return `(array_agg(${each('pair')}))[1]`;
      default:
        return kind satisfies never;
    }
  }
}
