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
  return error.issues.flatMap((issue) => flatten(issue, []).issues);
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

/**
 * Writes the way to a value: `jobs.0.name`. The names come from outside and the text may be stored, so that what
 * PostgreSQL refuses in texts is replaced.
 */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').toWellFormed().replaceAll('\0', '\\u0000');
}

/** `reach`: how long the way was that the schema went before something was wrong. */
function flatten(issue: Issue, prefix: readonly PropertyKey[]): { issues: FlatIssue[]; reach: number } {
  const path = [...prefix, ...issue.path];
  const code = issue.code ?? 'custom';
  const own = [{ code, path, message: isMissing(issue) ? 'Required' : issue.message }];
  if (issue.code !== 'invalid_union') return { issues: own, reach: path.length };
  const branches = issue.errors
    .map((errors) => errors.map((nested) => flatten(nested, path)))
    .map((found) => ({
      issues: found.flatMap((nested) => nested.issues),
      reach: Math.max(path.length, ...found.map((nested) => nested.reach)),
    }))
    .toSorted((a, b) => b.reach - a.reach);
  const [furthest, next] = branches;
  if (!furthest) return { issues: own, reach: path.length };
  const isAlone = furthest.reach > (next?.reach ?? path.length);
  return { issues: isAlone ? furthest.issues : own, reach: furthest.reach };
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}
