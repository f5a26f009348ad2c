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
    const [, table = ''] = readme.split('## Limits');
    const rows = [...table.matchAll(/^\| `(\w+)` \| ([\w ]+) \|/gm)].map(([, name, value]) => [name, value]);
    const { logger: _, ...limits } = normalizeOptions({});
    expect(rows).toEqual(Object.entries(limits).map(([name, value]) => [name, shown(value)]));
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

function shown(value: number | null): string {
  if (value === null) return 'none';
  if (value === 10 * 1024 * 1024) return '10 MiB';
  return value < 10_000 ? String(value) : value.toLocaleString('en').replaceAll(',', ' ');
}
