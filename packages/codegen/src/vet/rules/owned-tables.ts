import type { SchemaTable } from '../../plan/read-schema.ts';
import { finding, type Finding, type Rule, type VetContext } from '../rule.ts';
import { tableOffset } from '../tokens.ts';
import { touchedTables } from '../touched-tables.ts';

export const ownedTables: Rule = {
  name: 'owned-tables',
  doc: 'a package writes to a table that its `owns` does not list',
  severity: 'error',
  check: (context) => check(context, 'writes'),
};

export const ownedReads: Rule = {
  name: 'owned-reads',
  doc: 'a package reads a table that its `owns` does not list',
  severity: 'off',
  check: (context) => check(context, 'reads'),
};

function check(context: VetContext, kind: 'writes' | 'reads'): Finding[] {
  const { project, queries, schema } = context;
  const owners = new Map(
    project.config.targets.map(({ owns = [], package: folder }) => [
      folder,
      new Set(owns.map((name) => schema.called(name)?.oid)),
    ]),
  );
  // A partition belongs to whom the whole belongs to.
  const ownersOf = ({ oid, root }: SchemaTable): string[] =>
    [...owners].filter(([, owned]) => owned.has(oid) || owned.has(root)).map(([folder]) => folder);
  return queries.flatMap((query) => {
    const { owns, package: folder } = query.target;
    if (owns === undefined) return [];
    return touchedTables(query, context, (table) => ownersOf(table).length > 0).flatMap(
      ({ table, named, ...touched }) => {
        const [owner, ...others] = ownersOf(table);
        if (touched.kind !== kind || [owner, ...others].includes(folder)) return [];
        const through = named === table ? '' : ` through ${named.sqlName}`;
        return [
          finding(
            query,
            tableOffset(query, named.name),
            `${folder} ${kind === 'writes' ? 'writes to' : 'reads'} ${table.sqlName}${through}, which it does not own`,
            owner === undefined
              ? `List it in "owns" of the package that it belongs to.`
              : `It belongs to ${owner}: call that package instead.`,
          ),
        ];
      },
    );
  });
}
