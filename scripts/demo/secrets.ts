// npm run demo -- secrets: a nested OAuth configuration is stored, read with its type, counted, listed and deleted; and what
// the table, the audit log and somebody who tampers with them get to see.
import path from 'node:path';
import { createDatabase, runMigrations } from '@kongflow/database';
import { Keyring } from '@kongflow/encryption';
import { DatabaseSecretProvider, SecretAuditLog, SecretStore, SecretStoreError } from '@kongflow/secret-store';
import { z } from 'zod';
import { encryptionKey } from '../support/encryption-key.ts';
import { openDatabase } from '../support/open-database.ts';
import { settingsOrExit } from '../support/settings.ts';

const OAuthConfig = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  scopes: z.array(z.string()),
  endpoints: z.object({ authorize: z.string().url(), token: z.string().url() }),
});

const github: z.infer<typeof OAuthConfig> = {
  client_id: 'github_123',
  client_secret: 'secret_456',
  scopes: ['read:user', 'repo'],
  endpoints: {
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
  },
};

const settings = settingsOrExit();
const opened = await openDatabase(path.join(settings.dataDirectory, 'demo'), settings.databaseUrl);
const database = createDatabase({ connectionString: opened.url, max: 4 });

async function table(text: string, values: unknown[] = []): Promise<unknown[][]> {
  const { rows } = await database.query({ text, values, rowMode: 'array' });
  return rows;
}

function say(what: string, result: unknown): void {
  console.log(`${what.padEnd(44)} ${typeof result === 'string' ? result : JSON.stringify(result)}`);
}

try {
  console.log(opened.description);
  await runMigrations(database, { direction: 'up' });

  const keyring = new Keyring({ current: encryptionKey(settings) });
  const audit = new SecretAuditLog({ database });
  const secrets = new SecretStore({
    provider: new DatabaseSecretProvider({ database, cipher: keyring }),
    audit,
    actor: 'demo',
  });
  // A scope keeps this program's secrets apart from others in the table, as it would those of a tenant.
  const store = secrets.scope('demo/');

  await store.setSecret('oauth.github', github);
  await store.setSecrets({ 'oauth.gitlab': { ...github, client_id: 'gitlab_789' }, 'stripe.key': 'sk_demo_1' });
  say("setSecret('oauth.github', …)", 'stored, with two more in one statement');

  const config = await store.getSecretOrThrow('oauth.github', OAuthConfig);
  say(
    "getSecretOrThrow('oauth.github', OAuthConfig)",
    `client_id ${config.client_id}, scopes ${config.scopes.join(' and ')}`,
  );
  say('  .endpoints.token, typed all the way down', config.endpoints.token);

  say('getSecretCount()', await store.getSecretCount());
  say("listSecretKeys({ prefix: 'oauth.' })", (await store.listSecretKeys({ prefix: 'oauth.' })).keys);

  const [row] = await table('SELECT version, key_id, value #>> $1 FROM secret_store WHERE key = $2', [
    '{}',
    'demo/oauth.github',
  ]);
  say('the row: version, key id', `${String(row?.[0])}, ${String(row?.[1])}`);
  say('         value', `${String(row?.[2]).slice(0, 60)}…`);

  try {
    await store.getSecret('stripe.key', OAuthConfig);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) throw error;
    say('the wrong schema', `${error.code}: ${error.message}`);
  }

  await table(
    `UPDATE secret_store SET value = (SELECT value FROM secret_store WHERE key = 'demo/oauth.gitlab') WHERE key = $1`,
    ['demo/oauth.github'],
  );
  try {
    await store.getSecret('oauth.github', OAuthConfig);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) throw error;
    say("a row that holds another key's ciphertext", error.code);
  }

  say("deleteSecret('oauth.github')", await store.deleteSecret('oauth.github'));
  say("getSecret('oauth.github', …) from now on", (await store.getSecret('oauth.github', OAuthConfig)) ?? 'undefined');
  await store.deleteSecrets(['oauth.gitlab', 'stripe.key']);

  const { entries } = await audit.list({ limit: 5 });
  console.log('\nthe last five entries of the audit log:');
  for (const entry of entries) {
    console.log(`  ${entry.actor}  ${entry.action.padEnd(6)}  ${(entry.key ?? '').padEnd(20)}  ${entry.result}`);
  }
  const verified = await audit.verify();
  say('verify()', `${verified.ok ? 'the chain is whole' : 'the chain is broken'}, ${verified.entries} entries`);
  process.exitCode = verified.ok ? 0 : 1;
} finally {
  await database.close();
  await opened.stop();
}
