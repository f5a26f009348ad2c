import type { Branches, Choice, Choices } from './branch.ts';

/** How an argument is called: as written, or as the generated code has it. */
export type NameOf = (key: string) => string;

/** The names as written. */
export function writtenName({ arguments: all }: Branches): NameOf {
  return (key) => all.get(key)?.name ?? key;
}

/** What no argument is given for. */
const NONE = '(none)';

/** A variant by what is given: `title, order = newest`. */
export function labelOf(choices: Choices, nameOf: NameOf): string {
  const given = [...choices].filter(([, choice]) => choice !== undefined);
  return given.length === 0 ? NONE : given.map((each) => literal(each, nameOf)).join(', ');
}

function literal([key, choice]: readonly [string, Choice], nameOf: NameOf): string {
  return typeof choice === 'string' ? `${nameOf(key)} = ${choice}` : nameOf(key);
}

/**
 * Some variants of a query in a few words: what they have in common, or the first of them.
 * @param some at least one
 * @param all those from which they are to be told
 * @returns nothing when they are all of them
 */
export function describeVariants(
  some: readonly Choices[],
  all: readonly Choices[],
  nameOf: NameOf,
): string | undefined {
  const [first] = some;
  if (first === undefined || some.length === all.length) return undefined;
  const common = [...first].filter(([key, choice]) => some.every((each) => each.has(key) && each.get(key) === choice));
  const tells = (literals: readonly (readonly [string, Choice])[]): boolean =>
    all.filter((each) => literals.every(([key, choice]) => each.has(key) && each.get(key) === choice)).length ===
    some.length;
  if (!tells(common)) {
    const others = some.length - 1;
    const label = labelOf(first, nameOf);
    const where = label === NONE ? 'with none of its branches' : `with ${label}`;
    return others === 0 ? where : `${where}, and in ${others} other variant${others === 1 ? '' : 's'}`;
  }
  let needed = common;
  // What is left out says less than what is given, and goes first.
  for (const each of common.toSorted((a, b) => Number(a[1] !== undefined) - Number(b[1] !== undefined))) {
    const without = needed.filter((one) => one !== each);
    if (tells(without)) needed = without;
  }
  const given = needed.filter(([, choice]) => choice !== undefined).map((each) => literal(each, nameOf));
  const missing = needed.filter(([, choice]) => choice === undefined).map(([key]) => nameOf(key));
  return [
    ...(given.length === 0 ? [] : [`with ${given.join(', ')}`]),
    ...(missing.length === 0 ? [] : [`without ${missing.join(' and ')}`]),
  ].join(' and ');
}
