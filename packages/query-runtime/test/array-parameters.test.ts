import { createTestDatabase } from '@kongflow/testing';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { arrayText } from '../src/encode-value.ts';
import { many, PipelinedConnections, type Queryable } from '../src/index.ts';
import { parseArray } from '../src/literals.ts';

let connectionString: string;

beforeAll(async () => {
  connectionString = (await createTestDatabase({ empty: true })).url;
});

async function connected(): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  onTestFinished(async () => client.end());
  return client;
}

/** What the database takes a parameter for, element by element, as its own text. */
async function stored(db: Queryable, type: string, values: unknown): Promise<unknown[]> {
  const statement = { name: `Elements_${type}`, text: `SELECT e::text FROM unnest($1::${type}[]) AS e` };
  return many(db, statement, [values], ([element]) => element);
}

const anyText = fc.string({
  unit: fc.constantFrom('a', '1', '"', '\\', '{', '}', ',', ';', "'", ' ', '\n', '\t', 'NULL', 'é', '🦍'),
});

describe('an array parameter', () => {
  it('of texts has the elements that it was given, whatever is in them', async () => {
    const client = await connected();
    await using pipelined = new PipelinedConnections(() => new Client({ connectionString, pipeline: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.oneof(anyText, fc.constantFrom('NULL', 'null', '', '{}')))),
        async (given) => {
          expect(await stored(client, 'text', given)).toEqual(given);
          expect(await stored(pipelined, 'text', given)).toEqual(given);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of several dimensions has them', async () => {
    const client = await connected();
    const given = [
      [
        ['a"', 'b\\'],
        ['', null],
      ],
      [
        ['{', '}'],
        [',', ' '],
      ],
    ];
    const { rows } = await client.query<{ e: string }>('SELECT $1::text[]::text AS e', [arrayText(given)]);
    expect(parseArray(rows[0]?.e ?? '')).toEqual(given);
  });

  it.each([
    [
      'numbers',
      'float8',
      [1, -0, 1.5e-300, 1e21, Number.NaN, -Infinity],
      ['1', '-0', '1.5e-300', '1e+21', 'NaN', '-Infinity'],
    ],
    ['integers as bigint', 'int8', [9_007_199_254_740_993n, -1n], ['9007199254740993', '-1']],
    ['booleans', 'bool', [true, false], ['true', 'false']],
    ['dates', 'timestamptz', [new Date(0)], ['1970-01-01 00:00:00+00']],
    ['bytes', 'bytea', [Buffer.from('"\\'), new Uint8Array([0, 255])], [String.raw`\x225c`, String.raw`\x00ff`]],
    ['documents', 'jsonb', [{ a: '"' }], [String.raw`{"a": "\""}`]],
    ['nothing', 'int4', [undefined, null], [null, null]],
    ['no elements', 'int4', [], []],
    ['what writes itself', 'text', [{ toPostgres: () => 'a "b"' }, { toPostgres: () => null }], ['a "b"', null]],
  ])('takes %s', async (_, type, given, expected) => {
    const client = await connected();
    await client.query("SET TIME ZONE 'UTC'");
    expect(await stored(client, type, given)).toEqual(expected);
  });

  it('is written when it is sent: what is changed afterwards does not count', async () => {
    const client = await connected();
    const given = [1, 2];
    const reading = stored(client, 'int4', given);
    given.push(3);
    expect(await reading).toEqual(['1', '2']);
  });
});
