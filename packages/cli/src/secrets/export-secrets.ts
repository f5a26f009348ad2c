import { type Json, JsonSchema } from '@kongflow/protocol';
import type { SecretStore } from '@kongflow/secret-store';
import { Option } from 'commander';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { refuseExistingFile, writePrivateFile } from '../files/write-private-file.ts';
import { Flag, parseOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { choosePassphrase } from './ask-passphrase.ts';
import { encryptWithPassphrase } from './formats/age-format.ts';
import { formatDotenv } from './formats/dotenv-format.ts';
import { formatJson } from './formats/json-format.ts';
import { DOCUMENT_FORMATS } from './formats/secret-document.ts';
import { keyPages } from './key-pages.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({
  prefix: z.string().default(''),
  format: z.enum(DOCUMENT_FORMATS).default('json'),
  output: z.string().optional(),
  force: Flag,
  plaintext: Flag,
  reveal: Flag,
  passphraseFile: z.string().optional(),
  actor: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

/** `kongflow secrets export` */
export function addExportCommand(group: SecretsGroup): void {
  const { terminal, env } = group.context;
  const command = defineSecretsCommand(group, 'export', 'write secrets to a file or standard output, encrypted')
    .option('--prefix <prefix>', 'only keys that start with it; names in the file are without it')
    .addOption(new Option('--format <format>', 'what is written').choices(DOCUMENT_FORMATS).default('json'))
    .option('--output <file>', 'write to this file, readable by its owner only')
    .option('--force', 'replace the file if there is one')
    .option('--plaintext', 'do not encrypt')
    .option('--reveal', 'with --plaintext: write it even to a terminal')
    .option(
      '--passphrase-file <file>',
      'its first line is the passphrase (default: $KONGFLOW_EXPORT_PASSPHRASE, or a prompt)',
    )
    .addHelpText('after', '\nWithout --plaintext the file is encrypted with a passphrase; age -d decrypts it too.');
  group.run(command, async (_args, raw) => {
    const options = parseOptions(OptionsSchema, raw);
    await refuseInVain(options, terminal);
    const { passphrase, secrets } = await withStore(
      group.context,
      { actor: options.actor, auditAs: { get: 'export' } },
      // Nobody is asked before the settings have turned out to be good.
      async ({ store }) => ({
        passphrase: options.plaintext ? null : await choosePassphrase({ terminal, env, file: options.passphraseFile }),
        secrets: await readSecrets(store, options.prefix),
      }),
    );
    if (secrets.size === 0) {
      terminal.writeError(`error: there is nothing to export: no key starts with "${options.prefix}"\n`);
      return 1;
    }
    const text = options.format === 'json' ? formatJson(secrets) : formatDotenv(secrets);
    const content = passphrase === null ? text : await encryptWithPassphrase(text, passphrase);
    if (options.output === undefined) await terminal.write(content);
    else await writePrivateFile(options.output, content, { force: options.force });
    terminal.writeError(`exported ${secrets.size} ${secrets.size === 1 ? 'secret' : 'secrets'}\n`);
    return 0;
  });
}

/** Before anybody is asked and anything is read. */
async function refuseInVain({ output, force, plaintext, reveal }: Options, terminal: Terminal): Promise<void> {
  if (plaintext && output === undefined && terminal.isOutputTty && !reveal) {
    throw new CliError(
      'USAGE',
      'This would show every secret on the screen. Write to a file with --output, pipe it on, or say --reveal too.',
    );
  }
  if (output !== undefined && !force) await refuseExistingFile(output);
}

async function readSecrets(store: SecretStore, prefix: string): Promise<Map<string, Json>> {
  const secrets = new Map<string, Json>();
  for await (const { keys } of keyPages(store, { prefix, after: null, limit: null })) {
    const values = await store.getSecrets(Object.fromEntries(keys.map((key) => [key, JsonSchema])));
    for (const key of keys) {
      const value = values[key];
      // Deleted since it was listed.
      if (value !== undefined) secrets.set(key.slice(prefix.length), value);
    }
  }
  return secrets;
}
