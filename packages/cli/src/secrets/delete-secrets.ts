import { z } from 'zod';
import { CliError } from '../errors.ts';
import { Flag, parseOptions } from '../options.ts';
import { isInteractive, type Terminal } from '../terminal.ts';
import { batches } from './key-pages.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({ yes: Flag, actor: z.string().optional() });

/** `kongflow secrets delete` */
export function addDeleteCommand(group: SecretsGroup): void {
  const { terminal } = group.context;
  const command = defineSecretsCommand(group, 'delete <keys...>', 'delete secrets').option('--yes', 'do not ask');
  group.run(command, async (args, raw) => {
    const { yes, actor } = parseOptions(OptionsSchema, raw);
    const keys = [...new Set(args)];
    const deleted = new Set<string>();
    await withStore(group.context, { actor }, async ({ store }) => {
      if (!yes) await confirmed(terminal, keys);
      for (const batch of batches(keys)) for (const key of await store.deleteSecrets(batch)) deleted.add(key);
    });
    for (const key of keys) {
      terminal.writeError(deleted.has(key) ? `deleted ${key}\n` : `error: there is no secret "${key}"\n`);
    }
    return deleted.size === 0 ? 1 : 0;
  });
}

async function confirmed(terminal: Terminal, keys: readonly string[]): Promise<void> {
  if (!isInteractive(terminal)) {
    throw new CliError('USAGE', 'Nobody can be asked whether to delete them: there is no terminal. Say --yes.');
  }
  const what = keys.length === 1 ? `the secret ${keys[0] ?? ''}` : `${keys.length} secrets (${keys.join(', ')})`;
  if (!(await terminal.confirm(`Delete ${what}?`))) throw new CliError('CANCELLED', 'Nothing was deleted.');
}
