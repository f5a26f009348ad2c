import { readSchemaFiles } from '../../schema/schema-files.ts';
import type { Finding, Rule } from '../rule.ts';
import { findSquawk, Squawk } from '../squawk.ts';

const INSTALL = 'Install it with "npm i -D squawk-cli", or switch the rule off.';

export const migrations: Rule = {
  name: 'migrations',
  doc: 'what [squawk](https://squawkhq.com) says of the migrations: locks, rewrites of tables, columns that break the running version',
  severity: 'warning',
  async check({ project: { config }, note }) {
    const { schema, vet } = config.options;
    // A live database has no files; migrations in code are no SQL.
    const files = typeof schema === 'string' ? readSchemaFiles(config.root, schema) : undefined;
    if (files?.kind !== 'sql' || files.files.length === 0) return [];
    const executable = findSquawk(config.root, vet.squawk, process.env);
    if (executable === undefined) {
      // Who asked for the rule must not take silence for approval.
      const asked = Object.keys(vet.rules).some((name) => name === 'migrations' || name.startsWith('squawk/'));
      if (!asked) {
        note(`migrations are not checked, as squawk is not installed. ${INSTALL}`);
        return [];
      }
      const offset = Math.max(config.source.text.search(/"(?:migrations|squawk\/)/), 0);
      return [{ source: config.source, offset, message: 'squawk is not installed', hint: INSTALL }];
    }
    const linter = new Squawk(executable);
    const findings: Finding[] = [];
    for (const source of files.files) {
      for (const { rule, offset, message, hint } of await linter.lint(source))
        findings.push({ source, offset, message, hint, foreignRule: `squawk/${rule}` });
    }
    return findings;
  },
};
