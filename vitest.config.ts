import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources: tests need no build. Global set-up has an environment of its own.
// The workers get these conditions on Node's command line too, so `import` must not be among them: it would make
// require() pick ES modules.
const resolve = { conditions: ['@kongflow/source', 'node', 'development|production'] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve } },
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
    // One for each core of two: many tests wait for something, and the default leaves a core for whoever watches.
    maxWorkers: '100%',
  },
});
