import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateEncryptionKey } from '@kongflow/encryption';

/** The folder that holds the embedded database, the encryption key and the env files: `KONGFLOW_DATA_DIR` or `.data`. */
export function dataDirectory(...parts: string[]): string {
  const folder = path.resolve(process.env['KONGFLOW_DATA_DIR'] || '.data', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The key that encrypts API keys at rest: `KONGFLOW_ENCRYPTION_KEY`, or one made on the first start and kept in the data
 * directory (mode 0600). Losing it makes the stored API keys unreadable.
 */
export function encryptionKey(folder: string): string {
  const configured = process.env['KONGFLOW_ENCRYPTION_KEY'];
  if (configured) return configured;
  const file = path.join(folder, 'encryption.key');
  if (!existsSync(file)) writeFileSync(file, `${generateEncryptionKey()}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
