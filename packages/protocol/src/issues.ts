import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One thing wrong with a value, with the way to it. */
export interface FlatIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Lists what a schema found wrong. Of a union that failed, the alternative that came furthest is reported, as it tells
 * most; where none came further than another, the union itself.
 */
export function listIssues(error: z.ZodError): FlatIssue[] {
  return error.issues.flatMap((issue) => flatten(issue, []));
}

/**
 * Writes what a schema found wrong in the format that trigger.dev's API uses:
 * `Code: invalid_type ~ Path: event.name ~ Message: Required`, issues joined by ` | `.
 */
export function formatIssues(error: z.ZodError): string {
  return listIssues(error)
    .map((issue) => `Code: ${issue.code} ~ Path: ${formatPath(issue.path)} ~ Message: ${issue.message}`)
    .join(' | ');
}

/** Writes the way to a value: `jobs.0.name`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function flatten(issue: Issue, prefix: readonly PropertyKey[]): FlatIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((errors) => errors.flatMap((nested) => flatten(nested, path)));
    const [deepest, next] = branches
      .map((issues) => ({ issues, depth: Math.max(...issues.map((flat) => flat.path.length)) }))
      .toSorted((a, b) => b.depth - a.depth);
    if (deepest && deepest.depth > path.length && deepest.depth > (next?.depth ?? 0)) return deepest.issues;
  }
  const code = issue.code ?? 'custom';
  return [{ code, path, message: isMissing(issue) ? 'Required' : issue.message }];
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}
