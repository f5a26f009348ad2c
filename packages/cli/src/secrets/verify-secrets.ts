import {
  SecretAuditLog,
  type SecretAuditProblem,
  type SecretAuditProblemKind,
  type SecretAuditVerification,
} from '@kongflow/secret-store';
import { z } from 'zod';
import type { CommandContext } from '../command.ts';
import { openDatabase } from '../open-database.ts';
import { Flag, parseOptions } from '../options.ts';
import { verifyValues, type ValuesVerification } from './verify-values.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({
  anchor: z.string().optional(),
  values: Flag,
  prefix: z.string().default(''),
  json: Flag,
  actor: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

const descriptions: Readonly<Record<SecretAuditProblemKind, string>> = {
  ALTERED: 'was altered',
  ANCHOR_AHEAD: 'is the anchor, but the log ends before it: it was cut off, or put back to an older state',
  ANCHOR_MISMATCH: 'is not what it was when the anchor was noted: the chain was recomputed',
  ANCHOR_PURGED: 'is the anchor, but was purged: note a newer one',
  BEYOND_HEAD: 'comes after the end of the chain',
  CHAIN_MISSING: 'is the last, as the row that says where the chain ends is gone',
  CUT_TAIL: 'is missing: the newest entries were deleted',
  HEAD_MISMATCH: 'is not the one that the chain ends with',
  MISSING: 'is missing, though it was not purged',
  RELINKED: 'does not follow on the entry before it',
  UNPURGED: 'is there, though it was purged',
  UNRECORDED_PURGE: 'was purged, but no entry says so: it was deleted by hand',
};

/** `kongflow secrets verify` */
export function addVerifyCommand(group: SecretsGroup): void {
  const { terminal } = group.context;
  const command = defineSecretsCommand(group, 'verify', 'check that the audit log is whole, and that secrets decrypt')
    .option('--anchor <sequence:hash>', 'an end of the log that was noted elsewhere: shows what the log alone cannot')
    .option('--values', 'also check that every secret can be decrypted; none is shown')
    .option('--prefix <prefix>', 'with --values: only keys that start with it')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nIt prints the end of the log: note it where those who can write to the database cannot,\nand pass it to --anchor next time.',
    );
  group.run(command, async (_args, raw) => {
    const options = parseOptions(OptionsSchema, raw);
    const audit = await verifyAudit(group.context, options);
    const values = options.values
      ? await withStore(group.context, options, async (open) => verifyValues(open, options.prefix))
      : null;
    if (options.json) await terminal.write(`${JSON.stringify({ audit, values })}\n`);
    else {
      const { out, problems } = describe(audit, values);
      await terminal.write(out.map((line) => `${line}\n`).join(''));
      for (const line of problems) terminal.writeError(`problem: ${line}\n`);
    }
    return (audit === null || audit.ok) && (values === null || values.unreadable.length === 0) ? 0 : 1;
  });
}

/** @returns null where there is no log: secrets of another store, and no database. */
async function verifyAudit({ settings }: CommandContext, options: Options): Promise<SecretAuditVerification | null> {
  const config = settings();
  if (config.databaseUrl === undefined && config.store.kind !== 'DATABASE' && options.values) return null;
  await using database = openDatabase(config);
  return await new SecretAuditLog({ database }).verify({ anchor: options.anchor });
}

function describe(
  audit: SecretAuditVerification | null,
  values: ValuesVerification | null,
): { readonly out: readonly string[]; readonly problems: readonly string[] } {
  const out: string[] = [];
  const problems: string[] = [];
  if (audit !== null) {
    const from =
      audit.firstSequence === null || audit.firstSequence === 1 ? '' : `, from entry ${audit.firstSequence} on`;
    out.push(
      `audit log: ${audit.ok ? 'whole' : 'NOT WHOLE'}; entries: ${audit.entries}${from}`,
      `anchor: ${audit.head}`,
    );
    problems.push(...audit.problems.map(describeProblem));
    if (audit.furtherProblems > 0) problems.push(`and ${audit.furtherProblems} more`);
  }
  if (values !== null) {
    const { checked, unreadable } = values;
    out.push(
      `secrets: ${checked} checked, ${unreadable.length === 0 ? 'all can be read' : `${unreadable.length} CANNOT BE READ`}`,
    );
    problems.push(...unreadable.map(({ key, code }) => `secret ${key} cannot be read (${code})`));
  }
  return { out, problems };
}

function describeProblem({ problem, sequence, through }: SecretAuditProblem): string {
  const entry =
    through === undefined || through === sequence ? `entry ${sequence}` : `each entry from ${sequence} to ${through}`;
  return `${entry} ${descriptions[problem]} (${problem})`;
}
