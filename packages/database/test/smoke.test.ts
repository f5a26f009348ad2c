import { createDatabase } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { expect, test } from 'vitest';

test('a clone has the schema', async () => {
  const t = performance.now();
  const { url } = await createTestDatabase();
  console.log('clone', performance.now() - t);
  const db = createDatabase({ connectionString: url });
  const { rows } = await db.query({
    text: 'SELECT count(*)::int FROM kongflow_migrations',
    values: [],
    rowMode: 'array',
  });
  expect(rows[0]?.[0]).toBeGreaterThan(4);
  await db.close();
});
