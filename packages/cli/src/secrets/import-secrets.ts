import type { Json } from '@kongflow/protocol';
import { SecretKeySchema } from '@kongflow/secret-store';
import { Option } from 'commander';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { decodeText, readNamedFile } from '../files/read-file.ts';
import { Flag, parseOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { askPassphrase, type PassphraseSource } from './ask-passphrase.ts';
import { decryptWithPassphrase, isAgeFile } from './formats/age-format.ts';
import { detectFormat } from './formats/detect-format.ts';
import { parseDotenv } from './formats/dotenv-format.ts';
import { parseJson, parseJsonDocument } from './formats/json-format.ts';
import { DOCUMENT_FORMATS, type SecretDocument } from './formats/secret-document.ts';
import { listKeys } from './list-keys.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';
import { type ImportResult, type SecretValue, writeSecrets } from './write-secrets.ts';

const OptionsSchema = z.object({
  format: z.enum(DOCUMENT_FORMATS).optional(),
  prefix: z.string().default(''),
  jsonValues: Flag,
  skipExisting: Flag,
  overwrite: Flag,
  dryRun: Flag,
  passphraseFile: z.string().optional(),
  actor: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

/** `kongflow secrets import` */
export function addImportCommand(group: SecretsGroup): void {
  const { terminal, env } = group.context;
  const command = defineSecretsCommand(group, 'import', 'store the secrets of a file, encrypted or not')
    .argument('[file]', 'file of secrets; - or none is standard input')
    .addOption(
      new Option('--format <format>', 'what the file is (default: by its name, else by its content)').choices(
        DOCUMENT_FORMATS,
      ),
    )
    .option('--prefix <prefix>', 'put before every name')
    .option('--json-values', 'store dotenv values that are JSON objects or arrays as such')
    .addOption(new Option('--skip-existing', 'leave secrets that are there as they are').conflicts('overwrite'))
    .option('--overwrite', 'replace secrets that are there (default: refuse the import)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option(
      '--passphrase-file <file>',
      'its first line is the passphrase (default: $KONGFLOW_EXPORT_PASSPHRASE, or a prompt)',
    );
  group.run(command, async ([named], raw) => {
    const options = parseOptions(OptionsSchema, raw);
    const file = named === undefined || named === '-' ? null : named;
    const bytes = file === null ? await readStandardInput(terminal) : await readNamedFile(file);
    const mode = options.overwrite ? 'overwrite' : options.skipExisting ? 'skip' : 'refuse';
    const result = await withStore(
      group.context,
      { actor: options.actor, auditAs: { set: 'import' } },
      async ({ store, provider }) => {
        // Nobody is asked before the settings have turned out to be good.
        const text = await readText(bytes, { terminal, env, file: options.passphraseFile });
        const secrets = toSecrets(parse(text, file, options), options);
        return writeSecrets(store, provider.database, { secrets, mode, dryRun: options.dryRun });
      },
    );
    return report(result, options, terminal);
  });
}

async function readStandardInput(terminal: Terminal): Promise<Buffer> {
  if (!terminal.isInputTty) return terminal.readInput();
  throw new CliError('USAGE', 'Name a file, or pipe one in: kongflow secrets import secrets.json');
}

async function readText(bytes: Buffer, source: PassphraseSource): Promise<string> {
  const clear = isAgeFile(bytes) ? await decryptWithPassphrase(bytes, await askPassphrase(source)) : bytes;
  return decodeText(clear).replace(/^\uFEFF/, '');
}

function parse(text: string, file: string | null, { format, jsonValues }: Options): SecretDocument {
  if ((format ?? detectFormat(file, text)) === 'json') return parseJsonDocument(text);
  const values = parseDotenv(text);
  return jsonValues ? new Map(Array.from(values, ([name, value]) => [name, parseStructure(value)])) : values;
}

function parseStructure(value: string): Json {
  if (!/^\s*[{[]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

/** Everything is checked before anything is written. */
function toSecrets(document: SecretDocument, { prefix }: Options): ReadonlyMap<string, SecretValue> {
  const secrets = new Map<string, SecretValue>();
  const problems: string[] = [];
  for (const [name, value] of document) {
    const key = SecretKeySchema.safeParse(prefix + name);
    if (!key.success)
      problems.push(`the key ${JSON.stringify(prefix + name)} ${key.error.issues[0]?.message ?? 'is invalid'}`);
    else if (value === null) problems.push(`"${key.data}" is null, which is no secret`);
    else secrets.set(key.data, value);
  }
  if (problems.length > 0) throw new CliError('INVALID_FILE', `Nothing was imported: ${problems.join('; ')}.`);
  if (secrets.size === 0) throw new CliError('INVALID_FILE', 'Nothing was imported: the file has no secrets.');
  return secrets;
}

function report(
  { written, existing }: ImportResult,
  { dryRun, overwrite, skipExisting }: Options,
  terminal: Terminal,
): 0 | 1 {
  const conflicts = existing.length > 0 && !overwrite && !skipExisting;
  if (dryRun) {
    terminal.writeError(`would store ${written} of ${written + (overwrite ? 0 : existing.length)} secrets\n`);
    if (existing.length > 0) {
      const what = overwrite
        ? 'would be replaced'
        : skipExisting
          ? 'would be left as they are'
          : 'exist, so that the import would be refused';
      terminal.writeError(`${existing.length} ${what}: ${listKeys(existing)}\n`);
    }
    return conflicts ? 1 : 0;
  }
  terminal.writeError(`imported ${written} ${written === 1 ? 'secret' : 'secrets'}\n`);
  if (existing.length > 0 && !overwrite) terminal.writeError(`left as they are: ${listKeys(existing)}\n`);
  return 0;
}
