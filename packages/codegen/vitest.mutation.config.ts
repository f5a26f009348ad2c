import { defineConfig } from 'vitest/config';

// For `npm run mutation`, which has PostgreSQL answer once. The tests open databases of their own: no global set-up.
const resolve = { conditions: ['@kongflow/source', 'node', 'development|production'] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve } },
  test: {
    include: (process.env['KONGFLOW_MUTATION_TESTS'] ?? '').split(' '),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
