import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { functionName } from '../../names.ts';
import { finding, type Finding, type Rule, type VetContext } from '../rule.ts';

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage']);
const TYPESCRIPT = /(?<!\.d)\.[cm]?tsx?$/;
/** Letters of other alphabets are part of it. */
const IDENTIFIER = /[\w$\u0080-\uffff]+/g;

export const unusedQuery: Rule = {
  name: 'unused-query',
  doc: 'a query whose function no TypeScript of the package names, outside of generated code',
  severity: 'warning',
  check(context) {
    const { queries, project } = context;
    const words = new Map<string, ReadonlySet<string>>();
    return queries.flatMap((query): Finding[] => {
      const { package: folder } = query.target;
      const known = words.get(folder) ?? identifiers(context, folder);
      words.set(folder, known);
      const { source } = query.compiled;
      const method = functionName(source);
      if (known.has(method) || known.has(`${method}SQL`)) return [];
      const where = [folder, ...project.config.options.vet.usedIn].join(', ');
      return [finding(query, source.nameAt, `no TypeScript in ${where} names "${method}"`, 'Delete the query.')];
    });
  },
};

/**
 * The identifiers of a package's TypeScript. They are searched for as words, whatever they mean there: a query that is
 * called like something else counts as used, and so does one that only a comment names. A compiler would know better,
 * and take seconds.
 */
function identifiers({ project }: VetContext, folder: string): Set<string> {
  const { root, options, targets } = project.config;
  const generated = new Set(targets.map(({ outputDirectory }) => path.join(root, outputDirectory)));
  const found = new Set<string>();
  const visit = (directory: string): void => {
    if (generated.has(directory) || !existsSync(directory)) return;
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) visit(file);
      } else if (TYPESCRIPT.test(entry.name)) {
        for (const [word] of readFileSync(file, 'utf8').matchAll(IDENTIFIER)) found.add(word);
      }
    }
  };
  for (const each of [folder, ...options.vet.usedIn]) visit(path.join(root, each));
  return found;
}
