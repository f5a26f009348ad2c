import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createTestDatabase } from '@kongflow/testing';

import { DateSchema, isJson, type Json, MAX_JSON_DEPTH, newId, TextSchema } from '../src/index.ts';

/** What the schemas let through has to come back from PostgreSQL as it was, and nothing may make it fail. */
describe('what the schemas accept', () => {
  let client: Client;

  beforeAll(async () => {
    const { url } = await createTestDatabase({ empty: true });
    client = new Client({ connectionString: url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
  });

  async function roundTrip(type: string, value: unknown): Promise<unknown> {
    const { rows } = await client.query<{ value: unknown }>(`SELECT $1::${type} AS value`, [value]);
    return rows[0]?.value;
  }

  it('comes back from jsonb', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        fc.pre(isJson(value));
        const source = JSON.stringify(value);
        expect(await roundTrip('jsonb', source)).toEqual(JSON.parse(source));
      }),
      { numRuns: 300 },
    );
  });

  it('comes back from jsonb at the greatest depth', async () => {
    let value: Json = null;
    for (let level = 0; level < MAX_JSON_DEPTH; level += 1) value = [value];
    expect(isJson(value)).toBe(true);
    expect(await roundTrip('jsonb', JSON.stringify(value))).toEqual(value);
  });

  it('comes back from text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
        const parsed = TextSchema.safeParse(value);
        fc.pre(parsed.success);
        expect(await roundTrip('text', parsed.data)).toBe(parsed.data);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back from timestamptz', async () => {
    await fc.assert(
      fc.asyncProperty(fc.date({ noInvalidDate: true }), async (value) => {
        const parsed = DateSchema.safeParse(value);
        fc.pre(parsed.success);
        expect(await roundTrip('timestamptz', parsed.data?.toISOString())).toEqual(parsed.data);
      }),
      { numRuns: 300 },
    );
    for (const edge of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      expect(await roundTrip('timestamptz', DateSchema.parse(edge).toISOString())).toEqual(new Date(edge));
    }
  });

  it('is ordered by PostgreSQL as it was made', async () => {
    const ids = Array.from({ length: 2000 }, () => newId());
    const { rows } = await client.query<{ ids: string[] }>(
      'SELECT array_agg(id ORDER BY id) AS ids FROM unnest($1::uuid[]) AS id',
      [ids.toReversed()],
    );
    expect(rows[0]?.ids).toEqual(ids);
  });
});
