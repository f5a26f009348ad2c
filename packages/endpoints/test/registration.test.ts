import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import type { EndpointIndex, EndpointsService } from '../src/index.ts';
import { job } from './local-endpoint.ts';
import type { LocalEndpoint } from './local-endpoint.ts';
import { countsOf, setup } from './setup.ts';

const bundle = setup();

interface Started {
  readonly endpoints: EndpointsService;
  readonly local: LocalEndpoint;
  readonly endpointId: string;
  readonly indexId: string;
  /** Indexes the endpoint once more, up to STARTED. */
  readonly indexAgain: () => Promise<EndpointIndex>;
}

/** An endpoint with these jobs whose index is STARTED. */
async function started(ids: readonly string[]): Promise<Started> {
  const { endpoints, tenant, listen, jobs, reload } = bundle();
  jobs.jobs = [];
  const { production: environment } = await tenant();
  const local = await listen({ jobs: ids.map((id) => job(id)) });
  const endpoint = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
  await endpoints.performIndexing(endpoint.endpointIndex.id);
  const indexAgain = async (): Promise<EndpointIndex> => {
    const { endpointIndex } = await endpoints.createEndpoint({ environment, url: local.url, id: local.id });
    await endpoints.performIndexing(endpointIndex.id);
    return reload(endpointIndex);
  };
  return { endpoints, local, endpointId: endpoint.id, indexId: endpoint.endpointIndex.id, indexAgain };
}

const version = '1.0.0';
const registered = { result: 'REGISTERED', internal: false } as const;

describe('carryOutRegistration', () => {
  it('hands over the endpoint, counts, and ends the index with the last', async () => {
    const { reload } = bundle();
    const { endpoints, endpointId, indexId } = await started(['a', 'b', 'c', 'd']);
    const seen: unknown[] = [];
    const results = {
      a: registered,
      b: { result: 'REGISTERED', internal: true },
      c: { result: 'DISABLED' },
      d: { result: 'UNCHANGED' },
    } as const;
    for (const [slug, result] of Object.entries(results)) {
      expect((await reload({ id: indexId })).status).toBe('STARTED');
      const done = await endpoints.carryOutRegistration({ endpointId, indexId, slug, version }, async (endpoint) => {
        seen.push(endpoint.id);
        return result;
      });
      expect(done).toBe(true);
    }
    expect(seen).toEqual(Array.from({ length: 4 }, () => endpointId));
    const index = await reload({ id: indexId });
    expect(index).toMatchObject({ status: 'SUCCESS', pendingRegistrations: [], error: null });
    expect(countsOf(index)).toEqual({ jobs: 1, disabledJobs: 1 });
  });

  it('does and counts a registration once, however often and at the same time it is repeated', async () => {
    const { reload } = bundle();
    const { endpoints, endpointId, indexId } = await started(['a', 'b']);
    const a = { endpointId, indexId, slug: 'a', version };
    await Promise.all(Array.from({ length: 5 }, () => endpoints.carryOutRegistration(a, async () => registered)));
    expect(await endpoints.carryOutRegistration(a, async () => registered)).toBe(false);
    expect(await endpoints.recordRegistration(indexId, { slug: 'a', version, ...registered })).toBeNull();
    const index = await reload({ id: indexId });
    expect(index).toMatchObject({ status: 'STARTED', pendingRegistrations: [`b@${version}`] });
    expect(countsOf(index)).toEqual({ jobs: 1 });
  });

  it('settles many at the same time without losing one', async () => {
    const { reload } = bundle();
    const ids = Array.from({ length: 25 }, (_, i) => `job-${i}`);
    const { endpoints, endpointId, indexId } = await started(ids);
    await Promise.all(
      ids.map((slug) => endpoints.carryOutRegistration({ endpointId, indexId, slug, version }, async () => registered)),
    );
    const index = await reload({ id: indexId });
    expect(index.status).toBe('SUCCESS');
    expect(countsOf(index)).toEqual({ jobs: 25 });
  });

  it('settles nothing when the work fails', async () => {
    const { reload } = bundle();
    const { endpoints, endpointId, indexId } = await started(['a']);
    const a = { endpointId, indexId, slug: 'a', version };
    const failing = endpoints.carryOutRegistration(a, async () => Promise.reject(new Error('deadlock')));
    await expect(failing).rejects.toThrow('deadlock');
    expect(await reload({ id: indexId })).toMatchObject({ status: 'STARTED', pendingRegistrations: [`a@${version}`] });
    expect(await endpoints.carryOutRegistration(a, async () => registered)).toBe(true);
  });

  it('does its work in the transaction it is handed', async () => {
    const { database } = bundle();
    const { endpoints, endpointId, indexId } = await started(['a']);
    const failing = endpoints.carryOutRegistration(
      { endpointId, indexId, slug: 'a', version },
      async (endpoint, tx) => {
        await tx.query({
          text: `UPDATE endpoints SET sdk_version = 'changed' WHERE id = $1`,
          values: [endpoint.id],
          rowMode: 'array',
        });
        throw new Error('undone');
      },
    );
    await expect(failing).rejects.toThrow('undone');
    const { rows } = await database.query({
      text: 'SELECT sdk_version FROM endpoints WHERE id = $1',
      values: [endpointId],
      rowMode: 'array',
    });
    expect(rows).toEqual([['2.3.18']]);
  });

  it('does nothing for an index of another endpoint', async () => {
    const mine = await started(['a']);
    const theirs = await started(['a']);
    const mixed = { endpointId: theirs.endpointId, indexId: mine.indexId, slug: 'a', version };
    expect(await mine.endpoints.carryOutRegistration(mixed, async () => registered)).toBe(false);
  });
});

describe('recordRegistration', () => {
  it('counts a registration that was given up, keeps the reason and ends the index', async () => {
    const { reload } = bundle();
    const { endpoints, indexId } = await started(['a', 'b', 'c']);
    const failed = { version, result: 'FAILED', message: 'No queue.' } as const;
    expect(await endpoints.recordRegistration(indexId, { slug: 'a', ...failed })).toBe('STARTED');
    expect(await endpoints.recordRegistration(indexId, { slug: 'b', version, ...registered })).toBe('STARTED');
    expect(await endpoints.recordRegistration(indexId, { slug: 'c', ...failed })).toBe('SUCCESS');
    const index = await reload({ id: indexId });
    expect(countsOf(index)).toEqual({ jobs: 1, failedJobs: 2 });
    expect(index.error).toEqual({
      message: 'Some jobs could not be registered',
      registrations: [
        { id: 'a', version, message: 'No queue.' },
        { id: 'c', version, message: 'No queue.' },
      ],
    });
  });

  it('joins the caller’s transaction', async () => {
    const { database, reload } = bundle();
    const { endpoints, indexId } = await started(['a']);
    const undone = database.transaction(async (tx) => {
      await endpoints.recordRegistration(indexId, { slug: 'a', version, ...registered }, { tx });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await reload({ id: indexId })).status).toBe('STARTED');
  });

  it('settles nothing it does not know', async () => {
    const { endpoints, indexId } = await started(['a']);
    expect(await endpoints.recordRegistration(indexId, { slug: 'b', version, ...registered })).toBeNull();
    expect(await endpoints.recordRegistration(indexId, { slug: 'a', version: '2.0.0', ...registered })).toBeNull();
  });

  it('tells slugs with an @ apart', async () => {
    const { reload } = bundle();
    const { endpoints, indexId } = await started(['a', 'a@1.0.0']);
    expect(await endpoints.recordRegistration(indexId, { slug: 'a@1.0.0', version, ...registered })).toBe('STARTED');
    expect(await endpoints.recordRegistration(indexId, { slug: 'a', version, ...registered })).toBe('SUCCESS');
    expect(countsOf(await reload({ id: indexId }))).toEqual({ jobs: 2 });
  });
});

describe('a newer index of the same endpoint', () => {
  it('ends the older one, whose registrations then do nothing', async () => {
    const { reload } = bundle();
    const { endpoints, endpointId, indexId, indexAgain, local } = await started(['a', 'b']);
    await endpoints.carryOutRegistration({ endpointId, indexId, slug: 'a', version }, async () => registered);
    local.jobs = [job('a'), job('c')];
    const newer = await indexAgain();
    expect(newer).toMatchObject({ status: 'STARTED', pendingRegistrations: ['a@1.0.0', 'c@1.0.0'] });

    const older = await reload({ id: indexId });
    expect(older).toMatchObject({ status: 'SUCCESS', pendingRegistrations: [] });
    expect(countsOf(older)).toEqual({ jobs: 1, skippedJobs: 1 });
    const stale = { endpointId, indexId, slug: 'b', version };
    expect(await endpoints.carryOutRegistration(stale, async () => registered)).toBe(false);
    const fresh = { endpointId, indexId: newer.id, slug: 'a', version };
    expect(await endpoints.carryOutRegistration(fresh, async () => registered)).toBe(true);
  });

  it('waits for a registration under way, which is then not the last word', async () => {
    const { reload } = bundle();
    const { endpoints, endpointId, indexId, indexAgain } = await started(['a', 'b']);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const order: string[] = [];
    const registration = endpoints.carryOutRegistration({ endpointId, indexId, slug: 'a', version }, async () => {
      enter();
      await gate;
      order.push('registered');
      return registered;
    });
    await entered;
    // The new index cannot be created before the registration is done, let alone started: both need the endpoint's row.
    const newer = indexAgain().then((index) => {
      order.push('started');
      return index;
    });
    open();
    await registration;
    expect(await newer).toMatchObject({ status: 'STARTED' });
    expect(order).toEqual(['registered', 'started']);
    expect(countsOf(await reload({ id: indexId }))).toEqual({ jobs: 1, skippedJobs: 1 });
  });

  it('holds up a registration of the older one that came while it was being started', async () => {
    const { service, database, tenant, listen, jobs, reload } = bundle();
    jobs.jobs = [];
    const { production: environment } = await tenant();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
    const slow = service({
      jobs: {
        // Asked once the endpoint is locked, before the transaction ends.
        listLatestJobs: async () => {
          lock();
          await gate;
          return [];
        },
      },
    });
    const local = await listen({ jobs: [job('a')] });
    const { endpoints } = bundle();
    const input = { environment, url: local.url, id: local.id };
    const { id: endpointId, endpointIndex: older } = await endpoints.createEndpoint(input);
    await endpoints.performIndexing(older.id);
    const { endpointIndex: newer } = await endpoints.createEndpoint(input);
    const starting = slow.performIndexing(newer.id);
    await locked;
    const stale = endpoints.carryOutRegistration(
      { endpointId, indexId: older.id, slug: 'a', version },
      async () => registered,
    );
    await waitFor(
      async () => {
        const { rows } = await database.query({
          text: `SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR SHARE%'`,
          values: [],
          rowMode: 'array',
        });
        return Number(rows[0]?.[0]) > 0;
      },
      { describe: 'the registration to wait for the endpoint' },
    );
    open();
    await starting;
    expect(await stale).toBe(false);
    expect(countsOf(await reload(older))).toEqual({ skippedJobs: 1 });
    expect(await reload(newer)).toMatchObject({ status: 'STARTED', pendingRegistrations: ['a@1.0.0'] });
  });

  it('is not undone by an older answer that arrives late', async () => {
    const { endpoints, tenant, listen, jobs, reload, tasksOf } = bundle();
    jobs.jobs = [];
    const { production: environment } = await tenant();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    let first = true;
    const local = await listen({
      jobs: [job('a')],
      answer: async (action) => {
        if (action !== 'INDEX_ENDPOINT' || !first) return undefined;
        first = false;
        ask();
        await gate;
        return undefined;
      },
    });
    const input = { environment, url: local.url, id: local.id };
    const { endpointIndex: older } = await endpoints.createEndpoint(input);
    const late = endpoints.performIndexing(older.id);
    await asked;
    const { endpointIndex: newer } = await endpoints.createEndpoint(input);
    await endpoints.performIndexing(newer.id);
    open();
    await late;

    expect(await reload(newer)).toMatchObject({ status: 'STARTED', pendingRegistrations: ['a@1.0.0'] });
    const overtaken = await reload(older);
    expect(overtaken).toMatchObject({ status: 'SUCCESS', pendingRegistrations: [] });
    expect(countsOf(overtaken)).toEqual({ skippedJobs: 1 });
    expect(await tasksOf(older)).toHaveLength(1);
  });
});
