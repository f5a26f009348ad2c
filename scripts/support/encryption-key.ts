import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateEncryptionKey } from '@kongflow/encryption';
import type { Settings } from './settings.ts';

/**
 * The key that encrypts API keys at rest: the configured one, or one made on the first start and kept in the data
 * directory (mode 0600). Losing it makes the stored API keys unreadable; all scripts share it, because they may share a
 * database.
 */
export function encryptionKey({ dataDirectory, encryptionKey: configured }: Settings): string {
  if (configured !== undefined) return configured;
  mkdirSync(dataDirectory, { recursive: true });
  const file = path.join(dataDirectory, 'encryption.key');
  try {
    writeFileSync(file, `${generateEncryptionKey()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
