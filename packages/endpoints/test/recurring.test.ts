import { describe, expect, it } from 'vitest';
import type { CreatedEndpoint } from '../src/index.ts';
import { setup } from './setup.ts';

const bundle = setup();

/** An endpoint in each environment of a new tenant, all indexed just now. */
async function endpointsOfTenant(): Promise<Record<'production' | 'staging' | 'development', CreatedEndpoint>> {
  const { endpoints, tenant, listen } = bundle();
  const environments = await tenant();
  const local = await listen();
  const create = (environment: (typeof environments)['production']): Promise<CreatedEndpoint> =>
    endpoints.createEndpoint({ environment, url: local.url, id: local.id });
  return {
    production: await create(environments.production),
    staging: await create(environments.staging),
    development: await create(environments.development),
  };
}

async function indexesOf(endpoint: CreatedEndpoint): Promise<string[]> {
  const { rows } = await bundle().database.query({
    text: `SELECT id FROM endpoint_indexes WHERE endpoint_id = $1 AND id <> $2 AND status = 'PENDING' AND source = 'INTERNAL'`,
    values: [endpoint.id, endpoint.endpointIndex.id],
    rowMode: 'array',
  });
  return rows.map(([id]) => String(id));
}

/** Makes the indexes of the endpoints look this old. */
async function setAge(tenant: Record<string, CreatedEndpoint>, age: string): Promise<void> {
  await bundle().database.query({
    text: 'UPDATE endpoint_indexes SET created_at = now() - $1::interval WHERE endpoint_id = ANY($2)',
    values: [age, Object.values(tenant).map(({ id }) => id)],
    rowMode: 'array',
  });
}

describe('autoIndexProductionEndpoints', () => {
  it('indexes PRODUCTION and STAGING endpoints that were not for ten minutes, once per tick', async () => {
    const { endpoints, tasksOf } = bundle();
    const tenant = await endpointsOfTenant();
    const tick = new Date();

    await setAge(tenant, '9 minutes');
    await endpoints.autoIndexProductionEndpoints(tick);
    expect(await indexesOf(tenant.production)).toEqual([]);

    await setAge(tenant, '11 minutes');
    await Promise.all(Array.from({ length: 4 }, () => endpoints.autoIndexProductionEndpoints(tick)));
    const [production, ...more] = await indexesOf(tenant.production);
    expect(more).toEqual([]);
    expect(await indexesOf(tenant.staging)).toHaveLength(1);
    expect(await indexesOf(tenant.development)).toEqual([]);
    expect(await tasksOf({ id: production ?? '' })).toMatchObject([
      { task: 'performEndpointIndexing', payload: { id: production }, maxAttempts: 7 },
    ]);
  });
});

describe('purgeOldIndexings', () => {
  it('deletes what is older than seven days, whatever its state', async () => {
    const { endpoints, database } = bundle();
    const { production, staging } = await endpointsOfTenant();
    await database.query({
      text: `UPDATE endpoint_indexes SET created_at = now() - interval '7 days 1 minute' WHERE id = $1`,
      values: [production.endpointIndex.id],
      rowMode: 'array',
    });
    await endpoints.purgeOldIndexings(new Date());
    const get = (endpoint: CreatedEndpoint): Promise<unknown> =>
      endpoints.getIndex({ environment: { id: endpoint.environmentId }, id: endpoint.endpointIndex.id });
    expect(await get(production)).toBeNull();
    expect(await get(staging)).toEqual(staging.endpointIndex);
    await endpoints.performIndexing(production.endpointIndex.id);
  });
});
