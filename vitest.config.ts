import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workspace packages resolve to their sources: tests need no build.
  resolve: { conditions: ['@kongflow/source', 'node', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['@kongflow/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'e2e/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'tools/test/**/*.test.ts',
    ],
    globalSetup: ['./vitest.global-setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
