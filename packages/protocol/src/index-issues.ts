import type { z } from 'zod';

import { formatIssues, formatPath, listIssues } from './issues.ts';

/** Why the answer to INDEX_ENDPOINT cannot be used. */
export interface IndexIssues {
  /** For the user: one line per issue of a job, named by the job's id. */
  readonly message: string;
  /** Everything that is wrong, also outside the jobs. */
  readonly raw: string;
}

/**
 * Words what is wrong with an answer to INDEX_ENDPOINT so that the user finds the job to mend.
 *
 * @param error What `IndexEndpointResponseSchema` found.
 * @param body The answer, in which the ids of the jobs are looked up.
 */
export function describeIndexIssues(error: z.ZodError, body: unknown): IndexIssues {
  const issues = listIssues(error);
  const raw = formatIssues(error);
  const lines = issues.flatMap((issue) => {
    const [list, index, ...rest] = issue.path;
    if (list !== 'jobs' || typeof index !== 'number') return [];
    const where = rest.length === 0 ? formatPath(issue.path) : formatPath(rest);
    return [`- Job "${jobId(body, index)}": ${issue.message} at "${where}".`];
  });
  // All or nothing: a list of jobs alone would hide what is wrong elsewhere.
  if (lines.length === 0 || lines.length < issues.length) {
    return { message: `There's an issue with the format of your Jobs: ${raw}`, raw };
  }
  return { message: `Your Jobs have issues:\n${lines.join('\n')}`, raw };
}

function jobId(body: unknown, index: number): string {
  const job: unknown = property(property(body, 'jobs'), index);
  const id = property(job, 'id');
  return typeof id === 'string' && id !== '' ? id : `number ${index + 1}`;
}

function property(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
