// What the tests import as "vitest" while mutants are tested: they stay loaded, and each can be run again and again.
import { format } from 'node:util';
export { expect } from './expect.ts';

type Body = (...args: never[]) => unknown;

/** A test that was collected. */
export interface CollectedTest {
  readonly id: string;
  readonly file: TestFile;
  run(): Promise<unknown>;
}

/** A file of tests, and what it opens before them, once for all mutants. */
interface TestFile {
  readonly name: string;
  readonly before: (() => unknown)[];
  readonly after: (() => unknown)[];
  opened?: Promise<unknown>;
}

/** The tests of all files so far. */
export const tests: CollectedTest[] = [];
const path: string[] = [];
let file: TestFile | undefined;

/** Collects the tests of a file. */
export async function collect(name: string, load: () => Promise<unknown>): Promise<void> {
  file = { name, before: [], after: [] };
  await load();
}

function current(): TestFile {
  if (file === undefined) throw new Error('no file is being collected');
  return file;
}

export function describe(name: string, body: () => void): void {
  path.push(name);
  body();
  path.pop();
}

export function beforeAll(hook: () => unknown): void {
  current().before.push(hook);
}

export function afterAll(hook: () => unknown): void {
  current().after.push(hook);
}

/** Runs a file's `beforeAll`, unless that was done. */
export async function open({ file }: CollectedTest): Promise<void> {
  file.opened ??= Promise.all(file.before.map(async (hook) => hook()));
  await file.opened;
}

/** Runs the `afterAll` of all files that were opened. */
export async function closeAll(): Promise<void> {
  const files = new Set(tests.map((test) => test.file));
  for (const { opened, after } of files) if (opened !== undefined) for (const hook of after) await hook();
}

function add(name: string, body: Body, args: readonly unknown[]): void {
  const of = current();
  const id = [of.name, ...path, name].join(' > ');
  const same = tests.filter((test) => test.id.startsWith(id)).length;
  tests.push({
    id: same === 0 ? id : `${id} (${same + 1})`,
    file: of,
    run: async () => Reflect.apply(body, undefined, args),
  });
}

export const it = Object.assign(
  (name: string, body: Body): void => {
    add(name, body, []);
  },
  {
    each:
      (cases: readonly unknown[]) =>
      (name: string, body: Body): void => {
        for (const each of cases) {
          const args: readonly unknown[] = Array.isArray(each) ? each : [each];
          const places = (name.match(/%[sjdo]/g) ?? []).length;
          add(format(name, ...args.slice(0, places)), body, args);
        }
      },
  },
);
