import { text } from '@kongflow/protocol';
import { z } from 'zod';
import type { JobsContext } from './context.ts';
import { JobsError } from './errors.ts';
import type { JobQueue } from './generated/models.ts';
import { parseInput } from './parse-input.ts';

const MAX_QUEUE_NAME_LENGTH = 255;
const MAX_MAX_JOBS = 100_000;

const JobQueueSchema = z.object({
  environmentId: z.string(),
  name: text({ min: 1, max: MAX_QUEUE_NAME_LENGTH }),
  maxJobs: z.int().min(1).max(MAX_MAX_JOBS),
});

/** A queue of an environment. */
export interface JobQueueInput {
  readonly environmentId: string;
  /** 1 to 255 characters, unique in the environment. */
  readonly name: string;
  /** How many jobs may run at once, 1 to 100,000. */
  readonly maxJobs: number;
}

/** See `JobsService.createJobQueue`. */
export async function createJobQueue({ repository }: JobsContext, input: JobQueueInput): Promise<JobQueue> {
  const queue = await repository.createJobQueue(parseInput(JobQueueSchema, input));
  if (queue === null)
    throw new JobsError('QUEUE_EXISTS', `The environment has a queue "${input.name}" already: update it.`);
  return queue;
}

/** See `JobsService.updateJobQueue`. */
export async function updateJobQueue({ repository }: JobsContext, input: JobQueueInput): Promise<JobQueue> {
  const queue = await repository.updateJobQueue(parseInput(JobQueueSchema, input));
  if (queue === null)
    throw new JobsError('QUEUE_NOT_FOUND', `The environment has no queue "${input.name}": create it.`);
  return queue;
}
