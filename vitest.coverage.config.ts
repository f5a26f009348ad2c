// `npm run coverage`: how much of the secret store and of the votes their own tests run. Generated code is not counted.
import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

const packages = ['secret-store', 'api-vote'];
const thresholds = { lines: 90, branches: 85 };

const config = mergeConfig(
  base,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        provider: 'v8',
        include: packages.map((name) => `packages/${name}/src/**`),
        exclude: ['**/generated/**'],
        reporter: ['text-summary'],
        // each package has to reach them: the larger one must not hide the smaller one
        thresholds: Object.fromEntries(packages.map((name) => [`packages/${name}/src/**`, thresholds])),
      },
    },
  }),
);

// merging adds to a list
export default {
  ...config,
  test: { ...config.test, include: packages.map((name) => `packages/${name}/test/**/*.test.ts`) },
};
