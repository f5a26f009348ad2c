import { describe, expect, it } from 'vitest';
import { secretProviderConformance } from '../src/conformance/index.ts';
import { MemorySecretProvider } from '../src/index.ts';

describe('MemorySecretProvider', () => {
  it.each(secretProviderConformance)('$name', async ({ run }) => {
    await expect(run(new MemorySecretProvider())).resolves.toBeUndefined();
  });

  it('is called memory unless it is given a name', () => {
    expect(new MemorySecretProvider().name).toBe('memory');
    expect(new MemorySecretProvider({ name: 'fallback' }).name).toBe('fallback');
  });
});
