import { SecretAuditLog } from '@kongflow/secret-store';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { AgeOption } from '../moment.ts';
import { openDatabase } from '../open-database.ts';
import { Flag, parseOptions } from '../options.ts';
import { isInteractive, type Terminal } from '../terminal.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';

const OptionsSchema = z.object({ olderThan: AgeOption, yes: Flag, actor: z.string().optional() });

/** `kongflow secrets audit purge` */
export function addPurgeCommand(group: SecretsGroup): void {
  const { terminal, settings } = group.context;
  const command = defineSecretsCommand(group, 'purge', 'delete old entries, so that the others can still be verified')
    .requiredOption('--older-than <age>', 'entries from before so long ago: 400d, 52w')
    .option('--yes', 'do not ask');
  group.run(command, async (_args, raw) => {
    const { olderThan, yes, actor = settings().actor } = parseOptions(OptionsSchema, raw);
    const before = new Date(Date.now() - olderThan);
    await using database = openDatabase(settings());
    if (!yes) await confirmed(terminal, before);
    const deleted = await new SecretAuditLog({ database }).purge({ actor, before });
    await terminal.write(
      `deleted ${deleted} ${deleted === 1 ? 'entry' : 'entries'} from before ${before.toISOString()}\n`,
    );
    return 0;
  });
}

async function confirmed(terminal: Terminal, before: Date): Promise<void> {
  if (!isInteractive(terminal)) {
    throw new CliError('USAGE', 'Nobody can be asked whether to delete them: there is no terminal. Say --yes.');
  }
  if (!(await terminal.confirm(`Delete all entries of the audit log from before ${before.toISOString()}?`))) {
    throw new CliError('CANCELLED', 'Nothing was deleted.');
  }
}
