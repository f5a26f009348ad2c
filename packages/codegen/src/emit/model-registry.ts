import type { Table, Type } from '../catalog/catalog.ts';
import { CodegenError } from '../errors.ts';
import { pascalCase } from '../names.ts';
import { Naming } from '../naming/naming.ts';

/** Names that generated code uses for something else. */
export const TAKEN: ReadonlySet<string> = new Set(
  'Array Buffer Date ExecResult Json JsonInput Omit Partial Pick Promise Querier Queries Queryable Readonly ReadonlyArray Record Uint8Array'.split(
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

  /** @param imported types that overrides bring in: a model of the same name would hide them */
  constructor(imported: readonly string[], naming = new Naming()) {
    this.naming = naming;
    this.#taken = new Set([...TAKEN, ...imported]);
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
    return this.#compositeName(type, 'read', [type.name, `${type.name}_type`]);
  }

  /** A composite type as parameters accept it, where that is more. */
  compositeInput(type: Type): string {
    const renamed = this.naming.renamed(type);
    return this.#compositeName(type, 'write', [`${renamed ?? type.name}_input`]);
  }

  #compositeName(type: Type, direction: 'read' | 'write', candidates: readonly string[]): string {
    const known = this.#composites[direction].get(type);
    if (known !== undefined) return known;
    const name = direction === 'read' ? this.#claim(type, candidates) : this.#claimFree(type, candidates);
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
    if (name === undefined) return this.#claimFree(owner, candidates);
    if (this.#taken.has(name) || this.#names.has(name))
      throw new CodegenError('CONFIG', `"rename": ${owner.name} cannot be called ${name}, as something else is`);
    this.#names.set(name, owner);
    return name;
  }

  /** The first name that is free; outside of the public schema it begins with the schema's. */
  #claimFree(owner: Table | Type, candidates: readonly string[]): string {
    const prefix = owner.schema === 'public' || owner.schema === 'pg_catalog' ? '' : `${owner.schema}_`;
    const free = candidates
      .map((candidate) => pascalCase(prefix + candidate))
      .find((name) => !this.#taken.has(name) && !this.#names.has(name));
    const name = free ?? `${pascalCase(prefix + owner.name)}${owner.oid}`;
    this.#names.set(name, owner);
    return name;
  }
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
