import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const generated = path.join(import.meta.dirname, '../src/generated');

describe('the generated code', () => {
  it('holds the model ApiIntegrationVote and no model of another package', async () => {
    const models = await readFile(path.join(generated, 'models.ts'), 'utf8');
    const exported = [...models.matchAll(/^export \w+ (\w+)/gm)].map(([, name]) => name);
    expect(exported).toEqual(['ApiIntegrationVote']);
  });

  it('reads and writes no table of another package', async () => {
    const files = (await readdir(generated)).filter((file) => file.endsWith('.sql.ts'));
    const texts = await Promise.all(files.map((file) => readFile(path.join(generated, file), 'utf8')));
    const tables = texts
      .flatMap((text) => [...text.matchAll(/\b(?:FROM|INTO|JOIN|UPDATE) ([a-z_]+)\b/g)])
      .map(([, name]) => name)
      .filter((name) => name !== 'existing' && name !== 'inserted');
    expect([...new Set(tables)]).toEqual(['api_integration_votes']);
  });
});
