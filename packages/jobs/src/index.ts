export { compareVersions } from './compare-versions.ts';
export type {
  DispatcherRegistry,
  EventRecorder,
  InTransaction,
  JobDispatcher,
  JobEnvironment,
  RunCreator,
} from './context.ts';
export type { JobReference } from './delete-job.ts';
export type { DisabledJob, DisableJobInput } from './disable-job.ts';
export { JOBS_ERROR_CODES, JobsError, type JobsErrorCode } from './errors.ts';
export type { EventExample, Job, JobQueue, JobVersion } from './generated/models.ts';
export type { JobQueueInput } from './job-queues.ts';
export type { RegisteredJob, RegisterJobInput } from './register-job.ts';
export { type JobRepository, PgJobRepository } from './repository.ts';
export { JobsService, type JobsServiceOptions, type ListJobsInput, type ListJobVersionsInput } from './service.ts';
export type { JobTest, TestJobInput } from './test-job.ts';
