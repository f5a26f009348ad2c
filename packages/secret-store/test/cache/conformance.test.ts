import { describe, expect, test } from 'vitest';
import { secretProviderConformance } from '../../src/conformance/index.ts';
import { CachedSecretProvider, MemorySecretProvider } from '../../src/index.ts';
import { createProcesses } from './support/processes.ts';

describe('a cache over secrets in memory', () => {
  test.each(secretProviderConformance)('$name', async ({ run }) => {
    await expect(run(new CachedSecretProvider({ provider: new MemorySecretProvider() }))).resolves.toBeUndefined();
  });
});

describe('a cache over secrets in the database', () => {
  test.each(secretProviderConformance)('$name', async ({ run }) => {
    const { cache } = await (await createProcesses()).open();
    await expect(run(cache)).resolves.toBeUndefined();
  });
});
