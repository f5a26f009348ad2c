import { defineConfig } from 'vitest/config';

// For `npm run mutation`, which runs it from here. The tests open databases of their own, so there is no global set-up.
const resolve = { conditions: ['@kongflow/source', 'node', 'development|production'] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve } },
  test: {
    include: ['test/analysis/**/*.test.ts', 'test/compile/embeds.test.ts'],
    pool: 'threads',
    // One worker imports the codegen once for all files: half the time of a mutant.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
