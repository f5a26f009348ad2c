import { docComment } from '../layout.ts';
import type { Imports } from '../imports.ts';
import { HELPERS } from './base-schemas.ts';

/** What the file of schemas declares, each before what is made of it. */
export class Declarations {
  readonly #imports: Imports;
  /** The schemas of enums, composite types and models are for others too. */
  readonly #exported: boolean;
  readonly #helpers = new Map<string, string>();
  readonly #schemas = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(imports: Imports, exported: boolean) {
    this.#imports = imports;
    this.#exported = exported;
  }

  /** A helper, if the expression is one. */
  helper(expression: string): string {
    const helper = HELPERS[expression];
    if (helper === undefined || this.#helpers.has(expression)) return expression;
    for (const needed of helper.needs ?? []) this.helper(needed);
    for (const name of helper.runtime ?? []) this.#imports.runtime(name);
    for (const name of helper.types ?? []) this.#imports.runtimeType(name);
    this.#helpers.set(expression, helper.text);
    return expression;
  }

  /** The schema of a type; returns its name. */
  declare(type: string, write: () => { readonly doc: string; readonly text: string }): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const name = `${type}Schema`;
    this.#names.set(type, name);
    const { doc, text } = write();
    this.#schemas.set(name, `${docComment([doc])}${this.#exported ? 'export ' : ''}const ${name} = ${text};\n`);
    return name;
  }

  /** The schema of a set of parameters. A model may be called the same. */
  parameters(type: string, doc: string, text: string): void {
    let name = `${type}Schema`;
    for (let number = 2; this.#schemas.has(name); number++) name = `${type}Schema${number}`;
    this.#schemas.set(name, `${docComment([doc])}export const ${name} = ${text};\n`);
  }

  render(): string[] {
    const helpers = [...this.#helpers.values()];
    return [...(helpers.length === 0 ? [] : [`${helpers.join('\n')}\n`]), ...this.#schemas.values()];
  }
}
