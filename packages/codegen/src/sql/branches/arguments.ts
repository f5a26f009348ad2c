import type { Diagnostic } from '../../diagnostic.ts';
import { editDistance } from '../../suggest/edit-distance.ts';
import type { SourceParameter, Span } from '../source-query.ts';
import type { Dialect } from '../tokenize.ts';
import type { Branch, BranchArgument, Choice } from './branch.ts';
import type { BranchedStatement } from './read-branches.ts';

/** The arguments that branches depend on, by key: which are parameters, which flags, and which a choice of cases. */
export function readArguments(
  statement: BranchedStatement,
  roots: readonly Branch[],
  report: (diagnostic: Diagnostic) => void,
): Map<string, BranchArgument> {
  const reader = new ArgumentReader(statement, report);
  const all = flatten(roots);
  const keys = [...new Set(all.map(({ argument }) => argument))];
  return new Map(
    keys.map((key) => [
      key,
      reader.read(
        key,
        all.filter((branch) => branch.argument === key),
      ),
    ]),
  );
}

/** Branches and those in them, in the order of the file. */
export function flatten(branches: readonly Branch[]): Branch[] {
  return branches.flatMap((branch) => [branch, ...branch.arms.flatMap((arm) => flatten(arm.branches))]);
}

/** What a parameter is called behind `@if`, in the form in which names are compared. */
export function keyOf({ name, inferred, field }: SourceParameter, dialect: Dialect): string {
  if (dialect === 'pgtyped') return field?.object ?? name;
  return inferred ? name.replace('dollar_', '$') : name.toLowerCase();
}

class ArgumentReader {
  readonly #statement: BranchedStatement;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(statement: BranchedStatement, report: (diagnostic: Diagnostic) => void) {
    this.#statement = statement;
    this.#report = report;
  }

  /** @param places the branches that depend on it */
  read(key: string, places: readonly Branch[]): BranchArgument {
    const [first] = places;
    const at = first?.name.start ?? 0;
    const name = this.#text(first?.name ?? { start: 0, end: 0 });
    const parameter = this.#parameter(key);
    const other = places.find(({ kind }) => kind !== first?.kind);
    if (other !== undefined) {
      const line = this.#statement.source.text.slice(0, at).split('\n').length;
      this.#fail(
        other.name.start,
        `"${name}" is for "@${first?.kind ?? ''}" in line ${line}, and for "@${other.kind}" here`,
        'For a choice that may be left out write "@switch" with an "@else".',
      );
    }
    if (first?.kind === 'switch') {
      if (parameter !== undefined)
        this.#fail(at, `"${name}" is a parameter, and its values are not known`, 'Call the choice something else.');
      return { key, name, at, kind: 'switch', choices: this.#cases(places) };
    }
    if (parameter !== undefined) this.#checkUses(parameter, places, name);
    else if (key.startsWith('$')) this.#fail(at, `there is no parameter "${name}"`);
    else this.#checkFlag(name, places);
    return { key, name, at, kind: parameter === undefined ? 'flag' : 'parameter', choices: [undefined, true] };
  }

  #text({ start, end }: Span): string {
    return this.#statement.source.text.slice(start, end);
  }

  #fail(offset: number, message: string, hint?: string, severity: Diagnostic['severity'] = 'error'): void {
    this.#report({ severity, source: this.#statement.source, offset, message, hint });
  }

  #parameter(key: string): SourceParameter | undefined {
    return this.#statement.parameters.find((parameter) => keyOf(parameter, this.#statement.dialect) === key);
  }

  /** Left out, a parameter has no value: nothing may use it then. */
  #checkUses({ uses }: SourceParameter, places: readonly Branch[], name: string): void {
    const arms = places.flatMap(({ arms: all }) => all.filter(({ value }) => value === true));
    const stray = uses.find((use) => !arms.some(({ span }) => span.start <= use.start && use.end <= span.end));
    if (stray === undefined) return;
    this.#fail(
      stray.start,
      `this stands outside of "@if ${name}", and without ${name} it has no value`,
      'Put it into the branch, or name the branch after something that is no parameter.',
    );
  }

  /** A flag that is called almost like a parameter is probably meant to be the parameter. */
  #checkFlag(name: string, places: readonly Branch[]): void {
    const inside = this.#statement.parameters.filter(({ uses }) =>
      uses.some((use) =>
        places.some(({ arms }) => arms.some(({ span }) => span.start <= use.start && use.end <= span.end)),
      ),
    );
    const plain = (word: string): string => word.toLowerCase().replaceAll('_', '');
    // One letter: "byAuthor" is a good name for a branch with ":author" in it. And of few letters, one is many.
    const meant = inside
      .map((parameter) => parameter.field?.object ?? parameter.name)
      .find((each) => each.length > 3 && editDistance(plain(name), plain(each)) <= 1);
    if (meant === undefined) return;
    this.#fail(
      places[0]?.name.start ?? 0,
      `"${name}" is no parameter, so this is a flag of its own`,
      `Did you mean "${meant}"?`,
      'warning',
    );
  }

  /** The cases of all switches of a name: a switch without `@else` has to have each. */
  #cases(places: readonly Branch[]): Choice[] {
    const cases = new Map<string, number>();
    for (const { value, span } of places.flatMap(({ arms }) => arms))
      if (typeof value === 'string' && !cases.has(value)) cases.set(value, span.start);
    const closed = places.filter(({ arms }) => !arms.some(({ value }) => value === undefined));
    for (const { arms, name } of closed) {
      const missing = [...cases].find(([value]) => !arms.some((arm) => arm.value === value));
      if (missing === undefined) continue;
      const line = this.#statement.source.text.slice(0, missing[1]).split('\n').length;
      this.#fail(
        name.start,
        `this "@switch" has no case "${missing[0]}", which line ${line} has`,
        'Add it, or an "@else".',
      );
    }
    return closed.length === 0 ? [...cases.keys(), undefined] : [...cases.keys()];
  }
}
