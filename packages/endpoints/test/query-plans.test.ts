import { describe, expect, it } from 'vitest';
import type { Queryable } from '@kongflow/database';
import * as indexes from '../src/generated/endpoint_indexes.sql.ts';
import * as endpoints from '../src/generated/endpoints.sql.ts';
import { setup } from './setup.ts';

const bundle = setup();
const id = '01890000-0000-7000-8000-000000000000';
const now = new Date();

/** The plan PostgreSQL would choose in tables too large to read whole. */
async function explain(query: (db: Queryable) => Promise<unknown>): Promise<string> {
  return bundle().database.transaction(async (tx) => {
    let plan = '';
    await tx.query({ text: 'SET LOCAL enable_seqscan = off', values: [], rowMode: 'array' });
    await query({
      async query({ text, values }) {
        const { rows } = await tx.query({ text: `EXPLAIN ${text}`, values, rowMode: 'array' });
        plan = rows.flat().join('\n');
        return { rows: [], rowCount: 0 };
      },
    });
    return plan;
  });
}

describe('access paths', () => {
  it.each<[what: string, query: (db: Queryable) => Promise<unknown>, ...used: string[]]>([
    [
      'an endpoint by slug',
      (db) => endpoints.getEndpointBySlug(db, { environmentId: id, slug: 'shop' }),
      'endpoints_environment_id_slug_key',
    ],
    [
      'the endpoint of a registration',
      (db) => endpoints.lockRegistration(db, { endpointId: id, indexId: id, registration: 'a@1' }),
      'endpoints_pkey',
      'endpoint_indexes_pkey',
    ],
    [
      'the latest index',
      (db) => indexes.getLatestIndex(db, { environmentId: id, endpointSlug: 'shop' }),
      'endpoints_environment_id_slug_key',
      'endpoint_indexes_endpoint_id_created_at_idx',
    ],
    [
      'superseded indexes',
      (db) => indexes.endSupersededIndexes(db, { endpointId: id, byIndexId: id }),
      'endpoint_indexes_endpoint_id_created_at_idx',
    ],
    [
      'a registration to settle',
      (db) => indexes.settleRegistration(db, { id, registration: 'a@1' }),
      'endpoint_indexes_pkey',
    ],
    ['old indexes', (db) => indexes.deleteIndexesBefore(db, { before: now }), 'endpoint_indexes_created_at_idx'],
  ])('%s are found by an index', async (_what, query, ...used) => {
    const plan = await explain(query);
    for (const name of used) expect(plan).toContain(name);
    expect(plan).not.toContain('Seq Scan');
  });
});
