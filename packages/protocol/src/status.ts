import { z } from 'zod';

/** Kind of a runtime environment. */
export const EnvironmentTypeSchema = z.enum(['PRODUCTION', 'STAGING', 'DEVELOPMENT', 'PREVIEW']);
/** What {@link EnvironmentTypeSchema} results in. */
export type EnvironmentType = z.output<typeof EnvironmentTypeSchema>;

/** State of a run, as the database and the v2 routes know it. */
export const RunStatusSchema = z.enum([
  'PENDING',
  'QUEUED',
  'WAITING_ON_CONNECTIONS',
  'PREPROCESSING',
  'STARTED',
  'EXECUTING',
  'WAITING_TO_CONTINUE',
  'WAITING_TO_EXECUTE',
  'SUCCESS',
  'FAILURE',
  'TIMED_OUT',
  'ABORTED',
  'CANCELED',
  'UNRESOLVED_AUTH',
  'INVALID_PAYLOAD',
]);
/** What {@link RunStatusSchema} results in. */
export type RunStatus = z.output<typeof RunStatusSchema>;

/** State of a task of a run. */
export const TaskStatusSchema = z.enum(['PENDING', 'WAITING', 'RUNNING', 'COMPLETED', 'ERRORED', 'CANCELED']);
/** What {@link TaskStatusSchema} results in. */
export type TaskStatus = z.output<typeof TaskStatusSchema>;
