/** What one pool of one worker has done since it was made. */
export interface PoolMetrics {
  /** Jobs claimed. */
  claimed: number;
  /** Attempts that ended well. */
  completed: number;
  /** Attempts that failed and will be repeated. */
  retried: number;
  /** Jobs that used up their attempts. */
  exhausted: number;
  /** Jobs that failed after a newer one had taken their key. */
  superseded: number;
  /** Jobs given back uncounted when the queue stopped. */
  released: number;
  /** Jobs that another process took over, as this one's heartbeats did not arrive. */
  lost: number;
  /** Jobs of dead processes that this worker found and returned. */
  recovered: number;
  /** Claims sent, and how many of them found nothing. */
  claims: number;
  emptyClaims: number;
  /** Claims and settlements that failed and were repeated. */
  claimErrors: number;
  settleErrors: number;
  /** Handlers running now. */
  running: number;
  /** Jobs whose result is not stored yet. */
  unsettled: number;
}

/** Counters at zero. */
export function createMetrics(): PoolMetrics {
  return {
    claimed: 0,
    completed: 0,
    retried: 0,
    exhausted: 0,
    superseded: 0,
    released: 0,
    lost: 0,
    recovered: 0,
    claims: 0,
    emptyClaims: 0,
    claimErrors: 0,
    settleErrors: 0,
    running: 0,
    unsettled: 0,
  };
}
