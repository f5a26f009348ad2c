import { AssertionError } from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';

/** A value that stands for those that a test accepts. */
class Accepts {
  readonly accepts: (value: unknown) => boolean;

  constructor(accepts: (value: unknown) => boolean) {
    this.accepts = accepts;
  }
}

/** Vitest's `toEqual`: as deep as it goes, properties that are undefined being absent. */
function equals(actual: unknown, expected: unknown): boolean {
  if (expected instanceof Accepts) return expected.accepts(actual);
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((each, index) => equals(actual[index], each))
    );
  if (!isPlain(expected) || !isPlain(actual)) return isDeepStrictEqual(actual, expected);
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...names].every((name) => equals(actual[name], expected[name]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function contains(actual: unknown, part: unknown): boolean {
  if (typeof actual === 'string') return actual.includes(String(part));
  return Array.isArray(actual) && actual.includes(part);
}

function says(error: unknown, words: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  if (words instanceof RegExp) return words.test(message);
  return typeof words === 'string' ? message.includes(words) : words === undefined;
}

type Matcher = (actual: unknown, expected: unknown) => boolean;

const MATCHERS = {
  toBe: Object.is,
  toEqual: equals,
  toContain: contains,
  toBeUndefined: (actual: unknown) => actual === undefined,
  toBeNull: (actual: unknown) => actual === null,
  toBeGreaterThan: (actual: unknown, than: unknown) => Number(actual) > Number(than),
  toMatch: (actual: unknown, pattern: unknown) => says(actual, pattern),
  toThrow: (actual: unknown, words: unknown) => {
    try {
      if (typeof actual === 'function') Reflect.apply(actual, undefined, []);
      return false;
    } catch (error) {
      return says(error, words);
    }
  },
} satisfies Record<string, Matcher>;

type Matchers<Result> = { [Name in keyof typeof MATCHERS]: (expected?: unknown) => Result };

function matchers<Result>(run: (matcher: Matcher, name: string, expected: unknown) => Result): Matchers<Result> {
  const entries = Object.entries(MATCHERS).map(([name, matcher]) => [
    name,
    (expected?: unknown) => run(matcher, name, expected),
  ]);
  return Object.fromEntries(entries) as Matchers<Result>;
}

function check(holds: boolean, actual: unknown, name: string, expected: unknown): void {
  if (!holds)
    throw new AssertionError({ message: `${inspect(actual)} ${name} ${inspect(expected)}`, actual, expected });
}

/** As much of Vitest's `expect` as the tests of the analysis use: what is missing fails before the first mutant. */
export const expect = Object.assign(
  (actual: unknown) => ({
    ...matchers((matcher, name, expected) => {
      check(matcher(actual, expected), actual, name, expected);
    }),
    not: matchers((matcher, name, expected) => {
      check(!matcher(actual, expected), actual, `not ${name}`, expected);
    }),
    rejects: matchers(async (matcher, name, expected) => {
      const outcome = await Promise.resolve(actual).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      const holds = outcome !== undefined && (name === 'toThrow' ? says : matcher)(outcome.error, expected);
      check(holds, outcome, `rejects ${name}`, expected);
    }),
  }),
  {
    objectContaining: (part: Record<string, unknown>) =>
      new Accepts((value) => isPlain(value) && Object.entries(part).every(([name, each]) => equals(value[name], each))),
    stringContaining: (part: string) => new Accepts((value) => contains(value, part)),
    any: (type: { name: string }) => new Accepts((value) => typeof value === type.name.toLowerCase()),
  },
);
