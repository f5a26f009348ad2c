import { describe, expect, it } from 'vitest';
import {
  countSecretsSQL,
  deleteSecretsSQL,
  getSecretSQL,
  getSecretsSQL,
  listOutdatedSecretsSQL,
  listSecretKeysSQL,
  replaceSecretValueSQL,
  replaceSecretValuesSQL,
} from '../../src/generated/secret_store.sql.ts';
import { keyRange } from '../../src/providers/database/key-range.ts';
import { setup } from './setup.ts';

const bundle = setup();
const range = keyRange('environments/42/');
const some = Array.from({ length: 20 }, (_, n) => `environments/${n}/key-${n}`);
const values = some.map(() => '{}');

/** The plan of a prepared statement, once made for these values and once for any. */
async function explain(sql: string, parameters: readonly unknown[]): Promise<string[]> {
  const quoted = parameters.map((value) => {
    if (typeof value === 'number') return String(value);
    return Array.isArray(value) ? `ARRAY[${value.map((item) => `'${item}'`).join(', ')}]` : `'${String(value)}'`;
  });
  return bundle().database.transaction(async ({ client }) => {
    await client.query('DELETE FROM secret_store');
    await client.query(
      `INSERT INTO secret_store (key, value, version)
       SELECT 'environments/' || n % 100 || '/key-' || n, to_jsonb('kf1.old.' || repeat('x', 200)), '3'
       FROM generate_series(1, 20000) AS n`,
    );
    await client.query('ANALYZE secret_store');
    await client.query(`PREPARE statement AS ${sql}`);
    const plans: string[] = [];
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await client.query(`SET LOCAL plan_cache_mode = ${mode}`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE statement (${quoted.join(', ')})`);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    await client.query('DEALLOCATE statement');
    return plans;
  });
}

describe('among 20,000 secrets', () => {
  it.each([
    ['a secret is read', getSecretSQL, ['environments/42/key-42']],
    ['some secrets are read', getSecretsSQL, [some]],
    ['some secrets are deleted', deleteSecretsSQL, [some]],
    ['a page is listed', listSecretKeysSQL, [range.from, range.before, 'environments/42/key-3', 100]],
    ['keys of a prefix are counted', countSecretsSQL, [range.from, range.before]],
    [
      'a batch to rotate is found',
      listOutdatedSecretsSQL,
      [range.from, range.before, 'environments/42/', 'kf1.n.', 500],
    ],
    ['rotated values are written', replaceSecretValuesSQL, [some, values, values, '3']],
    ['a rotated value is written', replaceSecretValueSQL, ['{}', '3', 'environments/42/key-42', '{}']],
  ])('%s through the primary key', async (_what, sql, parameters) => {
    for (const plan of await explain(sql, parameters)) {
      expect(plan).toMatch(/secret_store_pkey/);
      expect(plan).toContain('Index Cond: ');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  it('a page is listed in the order of the index, and reads no keys beside those of the prefix', async () => {
    for (const plan of await explain(listSecretKeysSQL, [range.from, range.before, '', 100])) {
      expect(plan).not.toMatch(/Sort|Filter/);
    }
  });
});
