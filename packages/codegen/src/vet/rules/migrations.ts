import { availableParallelism } from 'node:os';
import type { Config } from '../../config/load-config.ts';
import { positionOf, type SourceText } from '../../diagnostic.ts';
import { readSchemaFiles } from '../../schema/schema-files.ts';
import type { Rule } from '../rule.ts';
import { findSquawk, Squawk, SquawkUnusableError, type MigrationFinding, type MigrationLinter } from '../squawk.ts';

/** Its parser is its own; that the SQL is right is known, as the schema was made of it. */
const NOT_UNDERSTOOD = 'syntax-error';

export const migrations: Rule = {
  name: 'migrations',
  doc: 'what [squawk](https://squawkhq.com) says of the migrations: locks, rewrites of tables, columns that break the running version',
  severity: 'warning',
  async check({ project: { config }, note }) {
    const { schema, vet } = config.options;
    // A live database has no files.
    const files = typeof schema === 'string' ? readSchemaFiles(config.root, schema) : undefined;
    if (files?.kind === 'node-pg-migrate')
      note('migrations are not checked: squawk reads SQL, and these are programs.');
    if (files?.kind !== 'sql' || files.files.length === 0) return [];
    const reported = await lint(config, files.files);
    if ('absent' in reported) {
      const { absent, help } = reported;
      // Who asked for the rule must not take silence for approval.
      const asked = Object.keys(vet.rules).some((name) => name === 'migrations' || name.startsWith('squawk/'));
      if (!asked) note(`migrations are not checked, as ${absent}. ${help}`);
      const offset = Math.max(config.source.text.search(/"(?:migrations|squawk\/)/), 0);
      return asked ? [{ source: config.source, offset, message: absent, hint: help }] : [];
    }
    return reported.flatMap(({ source, found }) => {
      const unread = found.find(({ rule }) => rule === NOT_UNDERSTOOD);
      if (unread !== undefined)
        note(
          `squawk cannot read ${source.file}:${positionOf(source.text, unread.offset).line}, which PostgreSQL accepts: it may miss something there.`,
        );
      return found
        .filter(({ rule }) => rule !== NOT_UNDERSTOOD)
        .map(({ rule, ...finding }) => ({ source, ...finding, foreignRule: `squawk/${rule}` }));
    });
  },
};

interface Reported {
  readonly source: SourceText;
  readonly found: readonly MigrationFinding[];
}

interface Absent {
  readonly absent: string;
  readonly help: string;
}

async function lint({ root, options }: Config, files: readonly SourceText[]): Promise<readonly Reported[] | Absent> {
  const executable = findSquawk(root, options.vet.squawk, process.env);
  if (executable === undefined)
    return {
      absent: 'squawk is not installed',
      help: 'Install it with "npm i -D squawk-cli", or switch the rule off.',
    };
  try {
    return await lintAll(new Squawk(executable, root), files);
  } catch (error) {
    if (!(error instanceof SquawkUnusableError)) throw error;
    return {
      absent: 'squawk has no program for this machine',
      help: 'Install it again with its optional dependencies, or switch the rule off.',
    };
  }
}

/** A process a file, as many at once as there are cores. */
async function lintAll(linter: MigrationLinter, files: readonly SourceText[]): Promise<Reported[]> {
  const reported: Reported[] = [];
  const size = availableParallelism();
  for (let from = 0; from < files.length; from += size) {
    const batch = files.slice(from, from + size);
    reported.push(...(await Promise.all(batch.map(async (source) => ({ source, found: await linter.lint(source) })))));
  }
  return reported;
}
