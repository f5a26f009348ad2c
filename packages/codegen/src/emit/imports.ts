import type { CodegenOptions } from '../config/schema.ts';
import { quote, RESERVED_WORDS, RUNTIME_NAMES } from '../names.ts';
import { bracketed } from './layout.ts';
import { TAKEN } from './model-registry.ts';

/** Variables of generated code, and endings and beginnings of the names that it makes of those of queries and tables. */
const OWN_NAMES =
  /^(?:db|params|variant|rows?|item|index|values?|fields|to[A-Z].*|.*(?:SQL|Statement|Variants|Switches|Params|Row))$/;

/** The imports of one generated file, collected while its body is written. */
export class Imports {
  readonly #options: CodegenOptions;
  /** Names by module; a type is kept apart from a value. */
  readonly #modules = new Map<string, { types: Set<string>; values: Set<string> }>();
  readonly #namespaces = new Map<string, string>();
  readonly #locals = new Map<string, string>();

  /** What the user's values and types are called here, by module and name. */
  readonly #imported = new Map<string, string>();

  readonly #functions: ReadonlySet<string>;

  /** @param functions names that the file gives to functions of its own */
  constructor(options: CodegenOptions, functions: ReadonlySet<string> = new Set()) {
    this.#options = options;
    this.#functions = functions;
  }

  /** A function of the runtime; returns its name, to be written into the body. */
  runtime(name: string): string {
    this.#module(this.#options.runtime).values.add(name);
    return name;
  }

  /** A type of the runtime. */
  runtimeType(name: string): string {
    return this.#type(this.#options.runtime, name);
  }

  /** A model or an enum. */
  model(name: string): string {
    return this.#type(this.#options.models?.package ?? this.relative('models'), name);
  }

  /** Whether something is imported under this name. */
  has(name: string): boolean {
    return [...this.#modules.values()].some(({ types, values }) => types.has(name) || values.has(name));
  }

  /** A value of the user's; returns what it is called here: another name where the file has something of its own. */
  value(module: string, name: string): string {
    const { local, text } = this.#localName(module, name, 'Schema');
    this.#module(module).values.add(text);
    return local;
  }

  /** The same, only for its type: `typeof name`. */
  typeOf(module: string, name: string): string {
    const { local, text } = this.#localName(module, name, 'Schema');
    this.#module(module).types.add(text);
    return local;
  }

  /** A type of the user's; returns what it is called here. */
  override(module: string, name: string): string {
    const { local, text } = this.#localName(module, name, 'Type');
    this.#module(module).types.add(text);
    return local;
  }

  #type(module: string, name: string): string {
    this.#module(module).types.add(name);
    return name;
  }

  #localName(module: string, name: string, kind: 'Schema' | 'Type'): { local: string; text: string } {
    const key = `${module}\n${name}`;
    let local = this.#imported.get(key) ?? name;
    if (!this.#imported.has(key)) {
      const others = new Set(this.#imported.values());
      const isTaken = (each: string): boolean =>
        others.has(each) ||
        this.#functions.has(each) ||
        RUNTIME_NAMES.has(each) ||
        RESERVED_WORDS.has(each) ||
        TAKEN.has(each) ||
        (kind === 'Schema' && OWN_NAMES.test(each));
      for (let number = 1; isTaken(local); number++) local = `${name}${kind}${number === 1 ? '' : number}`;
      this.#imported.set(key, local);
    }
    return { local, text: local === name ? name : `${name} as ${local}` };
  }

  /** A function of the file's own, written when it is first asked for; returns its name. */
  local(plain: string, write: (name: string) => string): string {
    const name = this.#functions.has(plain) ? `${plain}Value` : plain;
    if (!this.#locals.has(name)) {
      // Its place comes first: those that it calls in turn stand behind it.
      this.#locals.set(name, '');
      this.#locals.set(name, write(name));
    }
    return name;
  }

  /** The functions of the file's own. */
  locals(): string[] {
    return [...this.#locals.values()];
  }

  /** A whole module under a name. */
  namespace(name: string, module: string): void {
    this.#namespaces.set(name, module);
  }

  /** The specifier of a generated file beside this one. */
  relative(file: string): string {
    return `./${file}${this.#options.importExtension}`;
  }

  render(): string {
    const lines = [...this.#modules].toSorted(byModule).map(([module, { types, values }]) => {
      const names = [
        ...[...values].map((name) => ({ name, text: name })),
        ...[...types]
          .filter((name) => !values.has(name))
          .map((name) => ({ name, text: values.size === 0 ? name : `type ${name}` })),
      ];
      const sorted = names.toSorted((a, b) => compare(a.name, b.name)).map(({ text }) => text);
      return bracketed(`import ${values.size === 0 ? 'type ' : ''}`, '{', sorted, '}', ` from ${quote(module)};`);
    });
    const namespaces = [...this.#namespaces].map(([name, module]) => `import * as ${name} from ${quote(module)};`);
    return [...lines, ...namespaces].map((line) => `${line}\n`).join('');
  }

  #module(module: string): { types: Set<string>; values: Set<string> } {
    const known = this.#modules.get(module) ?? { types: new Set(), values: new Set() };
    this.#modules.set(module, known);
    return known;
  }
}

/** Packages before relative paths. */
function byModule([a]: [string, unknown], [b]: [string, unknown]): number {
  return Number(a.startsWith('.')) - Number(b.startsWith('.')) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
