import type { IndexEndpointResponse, IndexStats, TaskPayloadInput } from '@kongflow/protocol';

/** Counts of an index: what the API shows, and what did not go as the endpoint asked. */
export type StoredIndexStats = Readonly<IndexStats> & {
  /** Registrations given up after their last attempt. */
  readonly failedJobs: number;
  /** Registrations left to a newer index. */
  readonly skippedJobs: number;
};

/** One task of an index, and the key under which it is settled. */
export type Registration =
  | { readonly key: string; readonly task: 'registerJob'; readonly payload: TaskPayloadInput<'registerJob'> }
  | { readonly key: string; readonly task: 'disableJob'; readonly payload: TaskPayloadInput<'disableJob'> };

/** Names a registration within its index. The slug is encoded so that the first `@` ends it. */
export function registrationKey(slug: string, version: string): string {
  return `${encodeURIComponent(slug)}@${version}`;
}

/**
 * What an answer to INDEX_ENDPOINT asks to be done (trigger.dev v2 `IndexEndpointService`):
 *
 * - a job that is enabled is registered;
 * - a job with `enabled: false` is disabled, in the version that is the latest now: the declared version may be one that
 *   was bumped and disabled in one go and was never registered;
 * - a job the endpoint has but no longer names is disabled. Jobs of other endpoints are left alone.
 *
 * Sources, triggers, schedules, webhooks and HTTP endpoints ask for nothing yet.
 *
 * @param latestJobs the endpoint's jobs and their latest versions
 */
export function planRegistrations(
  { endpointId, indexId }: { readonly endpointId: string; readonly indexId: string },
  response: IndexEndpointResponse,
  latestJobs: readonly { readonly slug: string; readonly version: string }[],
): readonly Registration[] {
  const latest = new Map(latestJobs.map(({ slug, version }) => [slug, version]));
  const declared = new Set(response.jobs.map(({ id }) => id));
  const plan = new Map<string, Registration>();

  const disable = (slug: string, version: string): void => {
    const key = registrationKey(slug, version);
    plan.set(key, { key, task: 'disableJob', payload: { endpointId, indexId, slug, version } });
  };
  for (const job of response.jobs) {
    if (job.enabled) {
      const key = registrationKey(job.id, job.version);
      plan.set(key, { key, task: 'registerJob', payload: { endpointId, indexId, job } });
    } else {
      disable(job.id, latest.get(job.id) ?? job.version);
    }
  }
  for (const { slug, version } of latestJobs) if (!declared.has(slug)) disable(slug, version);
  return [...plan.values()];
}

/** The counts of an index before its first registration. Jobs are counted as they are registered, the rest as received. */
export function initialStats(response: IndexEndpointResponse): StoredIndexStats {
  return {
    jobs: 0,
    sources: response.sources.length,
    webhooks: response.webhooks.length,
    dynamicTriggers: response.dynamicTriggers.length,
    dynamicSchedules: response.dynamicSchedules.length,
    disabledJobs: 0,
    httpEndpoints: response.httpEndpoints.length,
    failedJobs: 0,
    skippedJobs: 0,
  };
}
