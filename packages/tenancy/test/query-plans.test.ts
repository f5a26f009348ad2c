import { describe, expect, it } from 'vitest';
import { getEnvironmentsSQL } from '../src/generated/runtime_environments.sql.ts';
import { ensureExternalAccountSQL } from '../src/generated/external_accounts.sql.ts';
import { listOrganizationsOfUserSQL } from '../src/generated/organizations.sql.ts';
import { setup } from './setup.ts';

const bundle = setup();
const id = '01890000-0000-7000-8000-000000000000';

/** The plan PostgreSQL would choose in a table too large to read whole. */
async function explain(sql: string, values: unknown[]): Promise<string> {
  return bundle().database.transaction(async (tx) => {
    await tx.query({ text: 'SET LOCAL enable_seqscan = off', values: [], rowMode: 'array' });
    const { rows } = await tx.query({ text: `EXPLAIN ${sql}`, values, rowMode: 'array' });
    return rows.flat().join('\n');
  });
}

describe('access paths', () => {
  it.each([
    ['an environment by id', getEnvironmentsSQL, [[id]], 'runtime_environments_pkey'],
    [
      'an external account',
      ensureExternalAccountSQL,
      [id, 'user', id],
      'external_accounts_environment_id_identifier_key',
    ],
    ['organizations of a user', listOrganizationsOfUserSQL, [id], 'org_members_user_id_idx'],
  ])('%s is found by an index', async (_what, sql, values, index) => {
    const plan = await explain(sql, values);
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
