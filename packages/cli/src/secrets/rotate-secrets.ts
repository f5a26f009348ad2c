import {
  DatabaseSecretProvider,
  type RotationProgress,
  type RotationResult,
  SecretAuditLog,
  type SecretProvider,
} from '@kongflow/secret-store';
import { z } from 'zod';
import type { ExitCode } from '../command.ts';
import { CliError } from '../errors.ts';
import { CountOption, Flag, parseOptions } from '../options.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { listKeys } from './list-keys.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { type OpenStore, withStore } from './with-store.ts';

const OptionsSchema = z.object({
  prefix: z.string().default(''),
  batchSize: CountOption.optional(),
  status: Flag,
  json: Flag,
  actor: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

/** `kongflow secrets rotate` */
export function addRotateCommand(group: SecretsGroup): void {
  const { terminal } = group.context;
  const command = defineSecretsCommand(
    group,
    'rotate',
    'encrypt all secrets of the database anew, under the current key',
  )
    .option('--prefix <prefix>', 'only keys that start with it')
    .option('--batch-size <number>', 'secrets read and written at once (default: 500)')
    .option('--status', 'only say how many secrets there are under each key')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nGive all processes the new key as a previous one first, then as the current one, and rotate then. It can be\nstopped at any time and run again. A key under which --status counts no secret can be dropped.',
    );
  group.run(command, async (_args, raw) => {
    const options = parseOptions(OptionsSchema, raw);
    return withStore(group.context, options, async (open) => {
      const provider = databaseProvider(open.provider);
      return options.status ? showStatus(provider, options, terminal) : rotate(provider, open, options, terminal);
    });
  });
}

function databaseProvider(provider: SecretProvider): DatabaseSecretProvider {
  if (provider instanceof DatabaseSecretProvider) return provider;
  throw new CliError(
    'USAGE',
    `rotate is for secrets in the database; ${provider.name} has keys of its own and rotates them by itself.`,
  );
}

async function rotate(
  provider: DatabaseSecretProvider,
  { actor }: OpenStore,
  { prefix, batchSize, json }: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const audit = new SecretAuditLog({ database: provider.database });
  const note = async (result: string): Promise<void> =>
    audit.append([{ actor, action: 'rotate', key: prefix, provider: provider.name, result }]);
  await note('attempted');
  const progress = new ProgressLine(terminal);
  const result = await provider
    .rotate({ prefix, batchSize, onProgress: (state) => progress.show(state) })
    .finally(() => progress.end());
  // What keeps a secret from being rotated stands for all of them: each has an entry when it is read.
  await note(result.skipped[0]?.code ?? 'ok');
  if (json) await terminal.write(`${JSON.stringify(result)}\n`);
  else await terminal.write(describeResult(result));
  for (const line of describeSkipped(result)) terminal.writeError(line);
  return result.remaining > 0 ? 1 : 0;
}

function describeResult({ rotated, remaining }: RotationResult): string {
  const rest = remaining === 0 ? 'all secrets are under the current key' : `${remaining} are not under the current key`;
  return `rotated ${rotated} ${rotated === 1 ? 'secret' : 'secrets'}; ${rest}\n`;
}

function describeSkipped({ skipped, remaining }: RotationResult): string[] {
  const byCode = Map.groupBy(skipped, ({ code }) => code);
  const lines = Array.from(
    byCode,
    ([code, secrets]) => `skipped (${code}): ${listKeys(secrets.map(({ key }) => key))}\n`,
  );
  if (remaining > skipped.length)
    lines.push('others write under another key still; run rotate again when they do not\n');
  return lines;
}

/** One line that is written over, where it is a terminal; elsewhere nothing. */
class ProgressLine {
  readonly #terminal: Terminal;
  #isShown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show({ rotated, skipped, total }: RotationProgress): void {
    if (!this.#terminal.isErrorTty) return;
    this.#isShown = true;
    this.#terminal.writeError(`\r${rotated} of ${total} rotated${skipped === 0 ? '' : `, ${skipped} skipped`}`);
  }

  end(): void {
    if (this.#isShown) this.#terminal.writeError('\n');
  }
}

async function showStatus(provider: DatabaseSecretProvider, { json }: Options, terminal: Terminal): Promise<ExitCode> {
  const rows = await provider.encryptionStatus();
  if (json) {
    await terminal.write(`${JSON.stringify(rows)}\n`);
    return 0;
  }
  const table = rows.map(({ version, format, keyId, isCurrent, count }) => [
    version,
    format ?? '-',
    keyId ?? '-',
    isCurrent ? 'current' : 'outdated',
    String(count),
  ]);
  await terminal.write(formatTable([['VERSION', 'FORMAT', 'KEY ID', 'STATE', 'SECRETS'], ...table]));
  return 0;
}
