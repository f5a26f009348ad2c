import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { createEndpointClient } from '../src/index.ts';
import { normalizeOptions } from '../src/options.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('shows what happens', async () => {
    const client = createEndpointClient({ requestTimeoutMs: 10_000 });
    const endpoint = client.connect({ url: 'http://127.0.0.1:9/api/trigger', apiKey: 'tr_dev_abc123' });
    expect(await endpoint.ping('my-app')).toEqual({
      ok: false,
      kind: 'unreachable',
      error: 'Could not connect to endpoint http://127.0.0.1:9/api/trigger',
    });
    await client.close();
  });

  it('lists every limit with its default', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \| ([\d ]+|none|10 MiB) \|/gm)];
    const { logger: _, ...limits } = normalizeOptions({});
    const shown = Object.entries(limits).map(([name, value]) => [
      name,
      value === 10 * 1024 * 1024 ? '10 MiB' : (value ?? 'none'),
    ]);
    expect(
      rows.map(([, name, value = '']) => [
        name,
        /^\d/.test(value) && !value.includes('M') ? Number(value.replaceAll(' ', '')) : value,
      ]),
    ).toEqual(shown);
  });

  it('lists every kind of outcome', () => {
    for (const kind of [
      'response',
      'redirect',
      'unsafeRedirect',
      'refused',
      'unauthorized',
      'errorResponse',
      'httpError',
    ]) {
      expect(readme).toContain(`\`${kind}\``);
    }
  });
});
