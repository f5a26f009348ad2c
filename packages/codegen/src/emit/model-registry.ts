import type { Table, Type } from '../catalog/catalog.ts';
import { typeName } from '../names.ts';
import { Naming } from '../naming/naming.ts';
import { schemaPrefix } from '../naming/schema-prefix.ts';

/** Names that generated code uses for something else. */
export const TAKEN: ReadonlySet<string> = new Set(
  'Array Buffer Date ExecResult InferInput InferOutput Json JsonInput Omit Partial Pick Promise Querier Queries Queryable Readonly ReadonlyArray Record StandardSchema Uint8Array Variant'.split(
    ' ',
  ),
);

/**
 * The models and enums that a package's generated code references, entered on first reference: what sqlc calls
 * `omit_unused_structs`. A query that returns some columns of a table does not make it a model.
 */
export class ModelRegistry {
  readonly naming: Naming;
  readonly #taken: ReadonlySet<string>;
  readonly #names = new Map<string, Table | Type>(); // by name, so that no name is given twice
  readonly #tables = new Map<Table, string>();
  readonly #enums = new Map<Type, string>();
  readonly #composites = { read: new Map<Type, string>(), write: new Map<Type, string>() };
  /** Names that the config gives: nothing else gets them, whichever is referenced first. */
  readonly #given: ReadonlySet<string>;
  /** Tables, whose names the types of their rows have in PostgreSQL, as `schema.name`. */
  readonly #rowTypes: ReadonlySet<string>;

  /** @param imported types that overrides bring in: a model of the same name would hide them */
  constructor(imported: readonly string[], naming = new Naming(), tables: Iterable<Table> = []) {
    this.naming = naming;
    this.#rowTypes = new Set(Array.from(tables, qualified));
    this.#taken = new Set([...TAKEN, ...imported]);
    this.#given = naming.givenTypes;
  }

  /** The model of a table, with the enums of its columns. */
  table(table: Table): string {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const name = this.#claim(table, [this.naming.singular(table.name), table.name, `${table.name}_model`]);
    this.#tables.set(table, name);
    return name;
  }

  enum(type: Type): string {
    const known = this.#enums.get(type);
    if (known !== undefined) return known;
    const name = this.#claim(type, [type.name, `${type.name}_enum`]);
    this.#enums.set(type, name);
    return name;
  }

  /** A composite type, as rows hold it. */
  composite(type: Type): string {
    return this.#compositeName(type, 'read', () => {
      const renamed = this.naming.renamed(type);
      // What the config calls a table's row is its model, of which a column may be never null: its type says nothing.
      return renamed !== undefined && this.#rowTypes.has(qualified(type))
        ? this.#free(type, [`${renamed}_type`], '')
        : this.#claim(type, [type.name, `${type.name}_type`]);
    });
  }

  /** A composite type as parameters accept it, where that is more. */
  compositeInput(type: Type): string {
    return this.#compositeName(type, 'write', () => {
      const renamed = this.naming.renamed(type);
      return renamed === undefined
        ? this.#free(type, [`${type.name}_input`])
        : this.#free(type, [`${renamed}_input`], '');
    });
  }

  #compositeName(type: Type, direction: 'read' | 'write', claim: () => string): string {
    const known = this.#composites[direction].get(type);
    if (known !== undefined) return known;
    const name = claim();
    this.#composites[direction].set(type, name);
    return name;
  }

  composites(direction: 'read' | 'write'): [string, Type][] {
    return [...this.#composites[direction]].map(([type, name]): [string, Type] => [name, type]).toSorted(byName);
  }

  tables(): [string, Table][] {
    return [...this.#tables].map(([table, name]): [string, Table] => [name, table]).toSorted(byName);
  }

  enums(): [string, Type][] {
    return [...this.#enums].map(([type, name]): [string, Type] => [name, type]).toSorted(byName);
  }

  /** The name of the config, or the first that is free. */
  #claim(owner: Table | Type, candidates: readonly string[]): string {
    const name = this.naming.renamed(owner);
    if (name === undefined) return this.#free(owner, candidates);
    if (this.#taken.has(name) || this.#names.has(name)) throw this.naming.refuseRenaming(owner, name);
    this.#names.set(name, owner);
    return name;
  }

  /** The first name that is free, or a number behind the last one. */
  #free(owner: Table | Type, candidates: readonly string[], prefix = schemaPrefix(owner)): string {
    const names = candidates.map((candidate) => typeName(prefix + candidate));
    const isFree = (name: string): boolean =>
      !this.#taken.has(name) && !this.#given.has(name) && !this.#names.has(name);
    const last = names.at(-1) ?? '';
    let name = names.find(isFree) ?? last;
    for (let number = 2; !isFree(name); number++) name = `${last}${number}`;
    this.#names.set(name, owner);
    return name;
  }
}

function qualified({ schema, name }: Table | Type): string {
  return `${schema}.${name}`;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
