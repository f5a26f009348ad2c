import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/diagnostic.ts';
import { RULE_NAMES } from '../../src/vet/rule-names.ts';
import { vet } from '../../src/vet/vet.ts';

/**
 * Each folder of golden/ is a project: what vet says of it must be findings.txt. `UPDATE_GOLDEN=1` writes that; read
 * the diff before you commit it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden');
const cases = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

describe('golden', () => {
  it.each(cases)('%s', async (name) => {
    const at = (file: string): string => path.join(GOLDEN, name, file);
    const { diagnostics, notes } = await vet({ config: at('pgtyped.config.json'), databaseUrl: server.url() });
    const findings = `${diagnostics.map(renderDiagnostic).join('\n\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(at('findings.txt'), findings);
    expect(findings).toBe(existsSync(at('findings.txt')) ? readFileSync(at('findings.txt'), 'utf8') : '');
    expect(notes).toEqual([]);
  });

  it('shows every rule, but for squawk’s, which has tests of its own', () => {
    const shown = cases.map((name) => readFileSync(path.join(GOLDEN, name, 'findings.txt'), 'utf8')).join('\n');
    const found = RULE_NAMES.filter((name) => shown.includes(`[${name}]`));
    expect(found).toEqual(RULE_NAMES.filter((name) => name !== 'migrations'));
  });
});
