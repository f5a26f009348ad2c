import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import config from '../../vitest.coverage.config.ts';

const SEED_LINES = 80;

describe('npm run coverage', () => {
  it('asks for more than the 80 % of the seed, of each package by itself', () => {
    const { coverage } = config.test ?? {};
    const thresholds: Record<string, unknown> = { ...coverage?.thresholds };
    for (const name of ['secret-store', 'api-vote']) {
      expect(thresholds[`packages/${name}/src/**`]).toMatchObject({ lines: expect.any(Number) });
      expect(thresholds[`packages/${name}/src/**`]).toHaveProperty(
        'lines',
        expect.toSatisfy((lines: number) => lines > SEED_LINES),
      );
    }
  });

  it('is a step of CI', () => {
    const script = readFileSync(path.join(import.meta.dirname, '../../.ci/run'), 'utf8');
    expect(script).toMatch(/^step .* npm run (--silent )?coverage$/m);
  });
});
