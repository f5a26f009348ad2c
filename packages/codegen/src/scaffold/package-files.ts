import path from 'node:path';
import { z } from 'zod';
import { jsonText } from './append-to-array.ts';
import { withArticle, type ServiceNames } from './service-names.ts';

/** A package.json, as far as a new service takes after it. */
export const ManifestSchema = z.looseObject({
  name: z.string(),
  version: z.string().default('0.1.0'),
  license: z.string().optional(),
  private: z.boolean().optional(),
  repository: z.record(z.string(), z.unknown()).optional().catch(undefined),
  publishConfig: z.unknown().optional(),
  exports: z.record(z.string(), z.unknown()).optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).default({}),
  engines: z.unknown().optional(),
});
export type Manifest = z.infer<typeof ManifestSchema>;

/** A package of the workspace that the new one depends on, or one of the registry. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** Its folder, in the workspace. */
  readonly folder?: string | undefined;
}

/** What the files of a package are made of. */
export interface PackageFacts {
  readonly names: ServiceNames;
  readonly packageName: string;
  /** The new package's folder, and the root's from there. */
  readonly folder: string;
  /** A service that is there already, and its folder. */
  readonly sibling: { readonly manifest: Manifest; readonly folder: string } | undefined;
  readonly dependencies: readonly Dependency[];
  readonly devDependencies: readonly Dependency[];
}

const EXPORT = { '@kongflow/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };

/** package.json, tsconfig.build.json and README.md of a new service. */
export function packageFiles(facts: PackageFacts): [string, string][] {
  return [
    ['package.json', `${JSON.stringify(manifestOf(facts), null, 2)}\n`],
    ['tsconfig.build.json', `${jsonText(buildOf(facts), '  ')}\n`],
    ['README.md', readmeOf(facts)],
  ];
}

function manifestOf({ names, packageName, folder, sibling, dependencies, devDependencies }: PackageFacts): unknown {
  const like = sibling?.manifest;
  const test = like?.scripts['test']?.replaceAll(sibling?.folder ?? folder, folder) ?? 'vitest run';
  return {
    name: packageName,
    version: like?.version ?? '0.1.0',
    ...(like?.private === undefined ? {} : { private: like.private }),
    description: `The ${names.many} there are.`,
    ...(like?.license === undefined ? {} : { license: like.license }),
    ...(like?.repository === undefined ? {} : { repository: { ...like.repository, directory: folder } }),
    files: ['dist', 'src'],
    type: 'module',
    sideEffects: false,
    exports: { '.': like?.exports?.['.'] ?? EXPORT },
    ...(like?.publishConfig === undefined ? {} : { publishConfig: like.publishConfig }),
    scripts: { test },
    dependencies: versions(dependencies),
    ...(devDependencies.length === 0 ? {} : { devDependencies: versions(devDependencies) }),
    engines: like?.engines ?? { node: '>=22.12' },
  };
}

function buildOf({ folder, dependencies }: PackageFacts): unknown {
  const references = dependencies.flatMap((dependency) =>
    dependency.folder === undefined
      ? []
      : [{ path: `${path.posix.relative(folder, dependency.folder)}/tsconfig.build.json` }],
  );
  return {
    extends: `${path.posix.relative(folder, '.')}/tsconfig.base.json`,
    compilerOptions: {
      composite: true,
      rootDir: 'src',
      outDir: 'dist',
      tsBuildInfoFile: 'dist/.tsbuildinfo',
      declarationMap: true,
      sourceMap: true,
    },
    include: ['src'],
    references,
  };
}

function readmeOf({ names, packageName }: PackageFacts): string {
  const { prefix, one, many, properties } = names;
  return `# ${packageName}

The ${many} there are.

\`\`\`ts
import { createDatabase } from '@kongflow/database';
import { ${prefix}Service } from '${packageName}';

await using database = createDatabase({ connectionString: process.env['DATABASE_URL']! });
const service = new ${prefix}Service({ database });

const { ${properties.id} } = await service.create({ name: 'first' });
console.log((await service.get(${properties.id})).${properties.name}); // first
console.log((await service.list()).length, await service.delete(${properties.id})); // 1 true
\`\`\`

| method | returns |
| --- | --- |
| \`create({ name })\` | the new ${one} |
| \`get(id)\` | the ${one} with this id |
| \`list({ after? })\` | a page of up to 100 ${many}, oldest first; \`after\` is the id of the last one of the page before |
| \`delete(id)\` | whether there was ${withArticle(one)} to delete |

All of them take \`{ tx }\` as their last argument to join a transaction, and every one is a single statement. For tests,
pass \`{ repository }\` instead of \`{ database }\`.

## Errors

\`${prefix}Error\` has one of these codes; errors of the database (\`DatabaseError\`) pass through.

| Code | Meaning |
| --- | --- |
| \`INVALID_INPUT\` | A field of the input is missing or malformed; the message names it. |
| \`NOT_FOUND\` | There is no ${one} with this id. |
`;
}

function versions(dependencies: readonly Dependency[]): Record<string, string> {
  return Object.fromEntries(dependencies.map(({ name, version }) => [name, version]));
}
