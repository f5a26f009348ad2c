import type { Attribute, Column, Table, TableColumn, Type } from '../catalog/catalog.ts';
import { ConfigMistake } from '../config/config-error.ts';
import type { CodegenOptions } from '../config/schema.ts';
import { camelCase, singular, snakeCase } from '../names.ts';
import { columnKeys } from './column-keys.ts';
import { schemaPrefix } from './schema-prefix.ts';

/** The options that say what generated code calls things. */
export type NamingOptions = Partial<
  Pick<CodegenOptions, 'case' | 'rename' | 'renameColumns' | 'exactTableNames' | 'singular'>
>;

/** A name before it is a property: one that the config gives is taken as it is, any other gets the config's case. */
export interface PlainName {
  readonly name: string;
  readonly exact: boolean;
}

/** A table, a view, an enum or a composite type. */
type Owner = Pick<Table | Type, 'schema' | 'name'>;

/** What things of the database are called in generated code. Nothing else knows the options about it. */
export class Naming {
  /** Equal for the same options: what was compiled with other names has to be compiled again. */
  readonly fingerprint: string;
  readonly #isSnake: boolean;
  readonly #exactTableNames: boolean;
  readonly #rename: ReadonlyMap<string, string>;
  readonly #renameColumns: ReadonlyMap<string, string>;
  readonly #singular: ReadonlyMap<string, string>;

  constructor(options: NamingOptions = {}) {
    const { case: style = 'camel', rename = {}, renameColumns = {}, exactTableNames = false } = options;
    this.#isSnake = style === 'snake';
    this.#exactTableNames = exactTableNames;
    this.#rename = new Map(Object.entries(rename));
    this.#renameColumns = new Map(Object.entries(renameColumns));
    this.#singular = new Map(Object.entries(options.singular ?? {}));
    this.fingerprint = JSON.stringify([style, rename, renameColumns, exactTableNames, options.singular ?? {}]);
  }

  /** A name that SQL has, as a property. */
  property(name: string): string {
    return this.#isSnake ? snakeCase(name) : camelCase(name);
  }

  /** The property of a column in the model of its table, or of a field of a composite type. */
  member(owner: Owner, name: string): string {
    return this.#columnRenaming(owner, name) ?? this.property(name);
  }

  /** The property of an output column: its name is the author's choice, unless it is that of the column it shows. */
  output(name: string, origin: TableColumn | undefined): PlainName {
    const renamed = origin?.column.name === name ? this.#columnRenaming(origin.table, name) : undefined;
    return renamed === undefined ? { name, exact: false } : { name: renamed, exact: true };
  }

  /**
   * The properties of a model, in the order of its table's columns.
   * @throws {CodegenError} `CONFIG` when two columns would be the same.
   */
  columns(table: Table): string[] {
    return this.#members(table, table.columns);
  }

  /**
   * The properties of a composite type, in the order of its fields.
   * @throws {CodegenError} `CONFIG` when two fields would be the same.
   */
  attributes(type: Type): string[] {
    return this.#members(type, type.attributes);
  }

  /** The property of an embedded table: what its model is called. */
  embedded(table: Table): PlainName {
    return { name: this.renamed(table) ?? schemaPrefix(table) + this.singular(table.name), exact: false };
  }

  /** Names as properties; the second of the same is numbered 2. */
  distinct(names: readonly PlainName[]): string[] {
    const plain = names.map(({ name, exact }) => (exact ? name : this.property(name)));
    // A name that is written as it is keeps it, whatever comes before.
    const first = new Set(plain);
    const taken = new Set<string>();
    return names.map(({ name, exact }, index) => {
      const own = plain[index] ?? '';
      let unique = own;
      for (let number = 2; taken.has(unique) || (unique !== own && first.has(unique)); number++)
        unique = exact ? own + (this.#isSnake ? '_' : '') + String(number) : this.property(`${name}_${number}`);
      taken.add(unique);
      return unique;
    });
  }

  /** The type's name that the config gives. */
  renamed(owner: Owner): string | undefined {
    const key = this.#typeKey(owner);
    return key === undefined ? undefined : this.#rename.get(key);
  }

  /** The name that the config gives cannot be. */
  refuseRenaming(owner: Owner, name: string): ConfigMistake {
    return new ConfigMistake(
      ['codegen', 'rename', this.#typeKey(owner) ?? owner.name],
      `"rename": ${owner.name} cannot be called ${name}, as something else is`,
    );
  }

  #typeKey({ schema, name }: Owner): string | undefined {
    return [`${schema}.${name}`, name].find((key) => this.#rename.has(key));
  }

  /** The types' names that the config gives. */
  get givenTypes(): ReadonlySet<string> {
    return new Set(this.#rename.values());
  }

  /** What a row of a table is called, as SQL would write it. */
  singular(table: string): string {
    if (this.#exactTableNames) return table;
    return this.#singular.get(table) ?? singular(table);
  }

  #members(owner: Owner, members: readonly (Column | Attribute)[]): string[] {
    const properties = members.map(({ name }) => this.member(owner, name));
    const second = properties.findIndex((property, index) => properties.indexOf(property) !== index);
    if (second === -1) return properties;
    const property = properties[second] ?? '';
    const names = [members[properties.indexOf(property)]?.name ?? '', members[second]?.name ?? ''];
    const key = names
      .toReversed()
      .map((name) => this.#columnKey(owner, name))
      .find((each) => each !== undefined);
    throw new ConfigMistake(
      ['codegen', 'renameColumns', ...(key === undefined ? [] : [key])],
      `"${names.join('" and "')}" of ${owner.name} would both be the property "${property}"`,
      'Give one of them another name with "renameColumns".',
    );
  }

  #columnRenaming(owner: Owner, name: string): string | undefined {
    const key = this.#columnKey(owner, name);
    return key === undefined ? undefined : this.#renameColumns.get(key);
  }

  #columnKey(owner: Owner, name: string): string | undefined {
    return [...columnKeys(owner, name), name].find((each) => this.#renameColumns.has(each));
  }
}
