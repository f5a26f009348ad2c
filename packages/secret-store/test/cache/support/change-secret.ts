/*
 * A process for processes.test.ts: sets the secret named in its second argument to the text in its third, in the database
 * of its first, and says so.
 */
import { createDatabase } from '@kongflow/database';
import { Keyring } from '@kongflow/encryption';
import { CachedSecretProvider, DatabaseSecretProvider, SecretStore } from '../../../src/index.ts';

const [, , connectionString = '', key = '', text = ''] = process.argv;
const database = createDatabase({ connectionString });
const cipher = new Keyring({ current: process.env['TEST_ENCRYPTION_KEY'] ?? '' });
const provider = new CachedSecretProvider({ provider: new DatabaseSecretProvider({ database, cipher }) });
await new SecretStore({ provider }).setSecret(key, text);
await provider.close();
await database.close();
console.log('changed');
