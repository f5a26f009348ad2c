import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeEnvironmentFiles, type EnvironmentKeys } from '../support/environment-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kongflow-env-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dev: EnvironmentKeys = { slug: 'dev', apiKey: 'tr_dev_abc', pkApiKey: 'pk_dev_def' };

test('each environment gets a file that only its owner can read', () => {
  const target = writeEnvironmentFiles(folder, 'http://localhost:3030', [dev, { ...dev, slug: 'prod' }]);
  const file = path.join(target, 'dev.env');
  expect(readFileSync(file, 'utf8')).toBe(
    'TRIGGER_API_URL=http://localhost:3030\nTRIGGER_API_KEY=tr_dev_abc\nTRIGGER_PUBLIC_API_KEY=pk_dev_def\n',
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.join(target, 'prod.env')).mode & 0o777).toBe(0o600);
});

test('a file that was open to others is closed and renewed', () => {
  const file = path.join(writeEnvironmentFiles(folder, 'http://localhost:1', [dev]), 'dev.env');
  chmodSync(file, 0o644);
  writeEnvironmentFiles(folder, 'http://localhost:2', [dev]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('http://localhost:2');
});
