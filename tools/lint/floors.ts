import type { ImportNode, Rule } from './rule.ts';

/**
 * The floors of the house (ARCHITECTURE.md): a package imports only from floors below it.
 * On floor 1 the order of `foundation` decides, so that it has no cycles either.
 */
const foundation = ['query-runtime', 'protocol', 'logger', 'database', 'encryption', 'testing', 'codegen'];

const floorOf: Record<string, number> = {
  'query-runtime': 1,
  protocol: 1,
  logger: 1,
  database: 1,
  encryption: 1,
  testing: 1,
  codegen: 1,
  'worker-queue': 2,
  'endpoint-api': 2,
  tenancy: 2,
  'api-auth': 3,
  'api-vote': 3,
  'secret-store': 3,
  endpoints: 3,
  jobs: 3,
  events: 3,
  runs: 3,
  kongflow: 4,
  server: 5,
  cli: 5,
};

/** The package (folder name) that a module specifier names, or null when it is not one of ours. */
export function packageOf(specifier: string): string | null {
  const match = /^(?:@kongflow\/([\w-]+)|(kongflow))(?:\/.*)?$/.exec(specifier);
  return match?.[1] ?? match?.[2] ?? null;
}

/** Why a file of package `from` may not import package `to`, or null when it may. */
export function violation(from: string, to: string): string | null {
  const lower = floorOf[to];
  const upper = floorOf[from];
  if (lower === undefined) return `there is no package "${to}": add it to tools/lint/floors.ts with its floor`;
  if (upper === undefined) return `package "${from}" has no floor: add it to tools/lint/floors.ts`;
  if (from === to) return `a package imports its own files by relative path`;
  if (lower < upper) return null;
  if (lower === 1 && upper === 1 && foundation.indexOf(to) < foundation.indexOf(from)) return null;
  return `"${from}" stands on floor ${upper} and may not import "${to}" of floor ${lower}: pass a task or an interface instead`;
}

/** Reports imports that go up or sideways between packages, and relative imports that leave the package. */
export const floors: Rule = {
  create(context) {
    const own = /[\\/]packages[\\/]([\w-]+)[\\/]src[\\/]/.exec(context.filename)?.[1];
    if (own === undefined) return {};
    const check = (node: ImportNode): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || node.source === null) return;
      const target = packageOf(specifier);
      const message = target === null ? null : violation(own, target);
      if (message !== null) context.report({ node: node.source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
