import { type ListAuditInput, SECRET_ACTIONS, type SecretAuditEntry, SecretAuditLog } from '@kongflow/secret-store';
import { Option } from 'commander';
import { z } from 'zod';
import { MomentOption } from '../moment.ts';
import { openDatabase } from '../open-database.ts';
import { CountOption, Flag, parseOptions } from '../options.ts';
import { formatTable } from '../table.ts';
import { BATCH_SIZE } from './key-pages.ts';
import { addPurgeCommand } from './purge-audit.ts';
import type { SecretsGroup } from './secrets-group.ts';

const OptionsSchema = z.object({
  key: z.string().optional(),
  prefix: z.string().optional(),
  actor: z.string().optional(),
  action: z.enum(SECRET_ACTIONS).optional(),
  since: MomentOption.optional(),
  until: MomentOption.optional(),
  limit: CountOption.default(100),
  json: Flag,
});

/** `kongflow secrets audit` */
export function addAuditCommand(group: SecretsGroup): void {
  const { terminal, settings } = group.context;
  const command = group.parent
    .command('audit')
    .summary('show who did what to which secret')
    .description('Show who did what to which secret, the newest first.')
    .addOption(new Option('--key <key>', 'only entries about it').conflicts('prefix'))
    .option('--prefix <prefix>', 'only entries about keys that start with it')
    .option('--actor <name>', 'only what this one did')
    .addOption(new Option('--action <action>', 'only such entries').choices(SECRET_ACTIONS))
    .option('--since <time>', 'from a date on, or from so long ago: 2026-01-31, 2026-01-31T12:00Z, 7d')
    .option('--until <time>', 'before a date, or before so long ago')
    .option('--limit <number>', 'so many entries at most (default: 100)')
    .option('--json', 'as JSON')
    // What stands behind `purge` is of purge, where --actor is who acts.
    .enablePositionalOptions();
  group.run(command, async (_args, raw) => {
    const { prefix, since, until, limit, json, ...filters } = parseOptions(OptionsSchema, raw);
    await using database = openDatabase(settings());
    const input = { ...filters, keyPrefix: prefix, from: since, to: until };
    const entries = await readEntries(new SecretAuditLog({ database }), input, limit);
    await terminal.write(json ? `${JSON.stringify(entries)}\n` : describeEntries(entries));
    return 0;
  });
  addPurgeCommand({ ...group, parent: command });
}

async function readEntries(log: SecretAuditLog, filters: ListAuditInput, limit: number): Promise<SecretAuditEntry[]> {
  const entries: SecretAuditEntry[] = [];
  for (let before: number | undefined; ;) {
    const page = await log.list({ ...filters, before, limit: Math.min(BATCH_SIZE, limit - entries.length) });
    entries.push(...page.entries);
    if (page.next === null || entries.length >= limit) return entries;
    before = page.next;
  }
}

function describeEntries(entries: readonly SecretAuditEntry[]): string {
  const rows = entries.map(({ sequence, occurredAt, actor, action, provider, key, result }) => [
    String(sequence),
    occurredAt.toISOString(),
    actor,
    action,
    provider,
    result,
    key ?? '-',
  ]);
  return formatTable([['ENTRY', 'TIME', 'ACTOR', 'ACTION', 'PROVIDER', 'RESULT', 'KEY'], ...rows]);
}
