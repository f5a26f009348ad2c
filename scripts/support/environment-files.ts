import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What of an environment goes into its file. */
export interface EnvironmentKeys {
  readonly slug: string;
  readonly apiKey: string;
  readonly pkApiKey: string;
}

/**
 * Writes `<folder>/env/<slug>.env` for each environment, so that any SDK app starts with `node --env-file`.
 * The files hold keys: mode 0600, also where an older file was more open.
 *
 * @returns the folder they are in
 */
export function writeEnvironmentFiles(
  folder: string,
  apiUrl: string,
  environments: readonly EnvironmentKeys[],
): string {
  const target = path.join(folder, 'env');
  mkdirSync(target, { recursive: true });
  for (const { slug, apiKey, pkApiKey } of environments) {
    const file = path.join(target, `${slug}.env`);
    const lines = [`TRIGGER_API_URL=${apiUrl}`, `TRIGGER_API_KEY=${apiKey}`, `TRIGGER_PUBLIC_API_KEY=${pkApiKey}`];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return target;
}
