/**
 * Settling the registrations of an index.
 *
 * The queue delivers at least once: a task may run again although its transaction was committed, when its process died
 * before the queue heard of it. So an index does not count what is left, it names it, `slug@version` in
 * `pending_registrations`: settling takes the name out, and a name that is not there any more settles nothing. The id of
 * the queue's job would have served as well, but not where a registration is settled by `onExhausted`, which is another
 * job.
 *
 * Work and settling share a transaction that begins by locking the endpoint (FOR SHARE: registrations of one index run
 * side by side). Putting another index in force needs the same row for itself, so it waits for those under way, and those
 * that follow see that their index is no longer in force.
 */
import type { Transaction } from '@kongflow/database';
import type { EndpointsContext } from './context.ts';
import type { EndpointIndexStatus } from './generated/models.ts';
import type { LockRegistrationRow } from './generated/endpoints.sql.ts';
import { registrationKey } from './plan-registrations.ts';
import type { StoredIndexStats } from './plan-registrations.ts';

/** Names a registration: the index that asked for it, the job and the version. */
export interface RegistrationReference {
  readonly indexId: string;
  readonly slug: string;
  readonly version: string;
}

/** The endpoint that a registration is for. */
export type RegistrationEndpoint = LockRegistrationRow;

/** How a registration ended. Internal jobs are registered but not counted. */
export type RegistrationResult =
  | { readonly result: 'REGISTERED'; readonly internal: boolean }
  | { readonly result: 'DISABLED' }
  | { readonly result: 'UNCHANGED' }
  | { readonly result: 'FAILED'; readonly message: string };

/** How which job's registration ended. */
export type RegistrationOutcome = RegistrationResult & { readonly slug: string; readonly version: string };

const COUNTERS = {
  REGISTERED: 'jobs',
  DISABLED: 'disabledJobs',
  UNCHANGED: null,
  FAILED: 'failedJobs',
} as const satisfies Record<RegistrationResult['result'], keyof StoredIndexStats | null>;

/** See `EndpointsService.carryOutRegistration`. */
export function carryOutRegistration(
  { repository }: EndpointsContext,
  { endpointId, indexId, slug, version }: RegistrationReference & { readonly endpointId: string },
  work: (endpoint: RegistrationEndpoint, tx: Transaction) => Promise<RegistrationResult>,
): Promise<boolean> {
  return repository.withTransaction(async (statements, tx) => {
    const registration = registrationKey(slug, version);
    const endpoint = await statements.lockRegistration({ endpointId, indexId, registration });
    if (endpoint === null) return false;
    const result = await work(endpoint, tx);
    await statements.settleRegistration(settlement(indexId, { slug, version, ...result }));
    return true;
  });
}

/** See `EndpointsService.recordRegistration`. */
export function recordRegistration(
  { repository }: EndpointsContext,
  indexId: string,
  outcome: RegistrationOutcome,
  { tx }: { readonly tx?: Transaction | undefined } = {},
): Promise<EndpointIndexStatus | null> {
  return repository.within(tx).settleRegistration(settlement(indexId, outcome));
}

function settlement(
  indexId: string,
  outcome: RegistrationOutcome,
): {
  id: string;
  registration: string;
  counter: keyof StoredIndexStats | null;
  failure: { id: string; version: string; message: string } | null;
} {
  const { slug, version } = outcome;
  return {
    id: indexId,
    registration: registrationKey(slug, version),
    counter: counterOf(outcome),
    failure: outcome.result === 'FAILED' ? { id: slug, version, message: outcome.message } : null,
  };
}

function counterOf(outcome: RegistrationOutcome): keyof StoredIndexStats | null {
  if (outcome.result === 'REGISTERED' && outcome.internal) return null;
  return COUNTERS[outcome.result];
}
