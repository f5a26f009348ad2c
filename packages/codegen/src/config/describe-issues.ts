import { z } from 'zod';
import type { Diagnostic } from '../diagnostic.ts';
import { closest } from '../suggest/closest.ts';
import { VetOptionsSchema } from '../vet/options.ts';
import { RULE_NAMES } from '../vet/rule-names.ts';
import { offsetOf, valueOffsetOf } from './offset-of.ts';
import { CodegenOptionsSchema, ConfigFileSchema, TransformSchema } from './schema.ts';

type Found = Omit<Diagnostic, 'source' | 'severity'>;
type Path = readonly (string | number)[];

/** What pgtyped has in its config and we have not: none of it is one of our keys, misspelt. */
const OF_PGTYPED = new Set(
  'failOnError dbUrl db camelCaseColumnNames hungarianNotation nonEmptyArrayParams typesOverrides maxWorkerThreads emitFileName functionName'.split(
    ' ',
  ),
);

const RecordSchema = z.record(z.string(), z.unknown());
const ListSchema = z.array(z.unknown());

/** What does not fit in a config file, each at its key or value. */
export function describeIssues(text: string, config: unknown, issues: readonly z.core.$ZodIssue[]): Found[] {
  const stray = strayKeys(text, config);
  // What is missing under one name and there under another is one mistake.
  const meant = new Set(stray.map(({ meant: path }) => path.join('.')));
  const found = issues
    .filter(({ path }) => !meant.has(path.join('.')))
    .flatMap((issue) => describe(text, config, issue));
  return [...stray.map(({ found: each }) => each), ...found];
}

/**
 * Keys outside of `codegen` that are nearly ours: pgtyped ignores what it does not know, and so do we, but not
 * what was meant for us.
 */
export function strayKeys(text: string, config: unknown): { found: Found; meant: Path }[] {
  const within = (path: Path, value: unknown, known: readonly string[]): { found: Found; meant: Path }[] => {
    const keys = Object.keys(RecordSchema.safeParse(value).data ?? {});
    return keys.flatMap((key) => {
      const meant = known.includes(key) || OF_PGTYPED.has(key) ? undefined : closest(key, known);
      if (meant === undefined || keys.includes(meant)) return [];
      const offset = offsetOf(text, [...path, key]);
      const found = { offset, message: `there is no key "${key}"`, hint: `Did you mean "${meant}"?` };
      return [{ found, meant: [...path, meant] }];
    });
  };
  const transforms = ListSchema.safeParse(RecordSchema.safeParse(config).data?.['transforms']).data ?? [];
  return [
    ...within([], config, Object.keys(ConfigFileSchema.shape)),
    ...transforms.flatMap((each, index) => within(['transforms', index], each, Object.keys(TransformSchema.shape))),
  ];
}

function describe(text: string, config: unknown, issue: z.core.$ZodIssue): Found[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const name = nameOf(path);
  const at = { offset: valueOffsetOf(text, path) };
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      return issue.keys.map((key) => ({
        offset: offsetOf(text, [...path, key]),
        message: `${name} has no key "${key}"`,
        hint: didYouMean(closest(key, known)) ?? (known.length === 0 ? undefined : `There are ${known.join(', ')}.`),
      }));
    }
    case 'invalid_key': {
      const message = issue.issues.map((inner) => inner.message).join('; ');
      const hint = path.includes('rules') ? didYouMean(closest(String(path.at(-1)), RULE_NAMES)) : undefined;
      return [{ offset: offsetOf(text, path), message: `${name}: ${message}`, hint }];
    }
    case 'invalid_value': {
      const values = issue.values.map((value) => JSON.stringify(value));
      const written = valueAt(config, path);
      const meant = typeof written === 'string' ? closest(written, issue.values.map(String)) : undefined;
      const message = issue.message.startsWith('Invalid') ? `write ${listOf(values)}` : issue.message;
      return [{ ...at, message: `${name}: ${message}`, hint: didYouMean(meant) }];
    }
    case 'invalid_type':
      return [{ ...at, message: `${name} ${wrongType(issue.expected, valueAt(config, path))}` }];
    default:
      return [{ ...at, message: `${name}: ${issue.message}` }];
  }
}

function wrongType(expected: string, written: unknown): string {
  if (written === undefined) return 'is missing';
  const words: Readonly<Record<string, string>> = { object: 'an object', array: 'a list', int: 'a whole number' };
  return `is to be ${words[expected] ?? `a ${expected}`}`;
}

function knownKeys(path: Path): string[] {
  if (path.join('.') === 'codegen') return Object.keys(CodegenOptionsSchema.shape);
  return path.join('.') === 'codegen.vet' ? Object.keys(VetOptionsSchema.shape) : [];
}

function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function valueAt(config: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof step === 'number' ? ListSchema.safeParse(value).data?.[step] : RecordSchema.safeParse(value).data?.[step],
    config,
  );
}

function nameOf(path: Path): string {
  const name = path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`));
  return path.length === 0 ? 'the file' : name.join('');
}
