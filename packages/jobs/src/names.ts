/** The queue that versions are registered with; an operator's own limit of it is kept. */
export const DEFAULT_QUEUE = { name: 'default', maxJobs: 10 } as const;

/** The alias of a job's greatest version in an environment. */
export const LATEST_ALIAS = 'latest';
