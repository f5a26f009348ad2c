import { createTestDatabase } from '@kongflow/testing';
import { onTestFinished } from 'vitest';
import { createKongflow, type Kongflow, type KongflowOptions } from '../src/index.ts';

const encryptionKey = '0123456789abcdef0123456789abcdef';

/** A platform on a database of its own, stopped when the test is over. */
export async function setup(options: Partial<KongflowOptions> = {}): Promise<Kongflow> {
  const { url } = await createTestDatabase();
  return open({ database: { connectionString: url }, ...options });
}

/** One more platform on the database given. */
export function open(options: Partial<KongflowOptions> & Pick<KongflowOptions, 'database'>): Kongflow {
  const kongflow = createKongflow({ encryptionKey, ...options });
  onTestFinished(() => kongflow.stop());
  return kongflow;
}
