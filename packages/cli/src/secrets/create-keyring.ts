import { EncryptionError, Keyring } from '@kongflow/encryption';
import { CliError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** The encryption keys of the settings. @throws {CliError} `INVALID_CONFIG` naming the variable that is wrong */
export function createKeyring({ encryptionKey, previousEncryptionKeys }: Settings): Keyring {
  if (encryptionKey === undefined) {
    throw new CliError(
      'INVALID_CONFIG',
      'KONGFLOW_ENCRYPTION_KEY, or KONGFLOW_ENCRYPTION_KEY_FILE, must be set to the key that secrets are encrypted with.\nFor a new database, "openssl rand -hex 32" makes one.',
    );
  }
  const { variable, key } = encryptionKey;
  check(variable, key);
  for (const previous of previousEncryptionKeys) check('KONGFLOW_PREVIOUS_ENCRYPTION_KEYS', previous);
  return new Keyring({ current: key, previous: previousEncryptionKeys });
}

function check(variable: string, key: string): void {
  try {
    // eslint-disable-next-line no-new -- it only tells whether the key is one
    new Keyring({ current: key });
  } catch (cause) {
    if (!(cause instanceof EncryptionError)) throw cause;
    throw new CliError('INVALID_CONFIG', `${variable} is wrong. ${cause.message}`, { cause });
  }
}
