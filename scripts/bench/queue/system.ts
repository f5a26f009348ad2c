/** A queue under measurement, in a database of its own. */
export interface System {
  readonly name: string;
  /** Works with so many slots until `stop`; `onStart` is called with each job's number when its handler starts. */
  work(concurrency: number, onStart: (n: number) => void): Promise<{ stop(): Promise<void> }>;
  /** Stores jobs in one call. */
  fill(count: number): Promise<void>;
  /** Brings the planner's statistics up to date, as autovacuum does within a minute on a system that runs. */
  analyze(): Promise<unknown>;
  /** Stores one job. */
  add(n: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a system on an empty database. */
export type OpenSystem = (url: string) => Promise<System>;

/** Connections that each system may open: graphile-worker asks for two more than its concurrency. */
export const POOL_SIZE = 52;
