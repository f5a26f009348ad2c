import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CodegenError } from '../errors.ts';

const Names = z.record(z.string(), z.string()).optional();

/** package.json, as far as we add to it; the rest stays as it is. */
const PackageJson = z.looseObject({
  type: z.string().optional(),
  scripts: Names,
  dependencies: Names,
  devDependencies: Names,
  peerDependencies: Names,
  optionalDependencies: Names,
});
export type PackageJson = z.infer<typeof PackageJson>;

const SCRIPTS = {
  codegen: 'kongflow-codegen generate',
  'codegen:check': 'kongflow-codegen check',
  'codegen:watch': 'kongflow-codegen watch',
};

/**
 * Reads a package.json.
 * @throws {CodegenError} `CONFIG` when it is none.
 */
export function parsePackageJson(text: string): PackageJson {
  try {
    return PackageJson.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodegenError('CONFIG', 'package.json cannot be read: mend it first', { cause });
  }
}

/** Whether a package depends on another, in whatever way. */
export function dependsOn(
  { dependencies, devDependencies, peerDependencies, optionalDependencies }: PackageJson,
  name: string,
): boolean {
  return [dependencies, devDependencies, peerDependencies, optionalDependencies].some(
    (list) => list?.[name] !== undefined,
  );
}

/** What generated code needs, and what runs the tool: added where it is missing. */
export interface Additions {
  readonly runtime: string;
  /** `"type": "module"`, in a project that has not decided yet. */
  readonly module: boolean;
}

/** A package.json with our scripts and packages, and the names of what was added. */
export function addToPackageJson(
  found: PackageJson,
  { runtime, module }: Additions,
): { json: PackageJson; added: string[] } {
  const own = ownVersions();
  const scripts = missing(SCRIPTS, (name) => found.scripts?.[name] !== undefined);
  const has = (name: string): boolean => dependsOn(found, name);
  const dependencies = missing(
    { pg: own.pg, ...(runtime.startsWith('@kongflow/database') ? {} : { [runtime]: own.codegen }) },
    has,
  );
  const devDependencies = missing({ '@kongflow/codegen': own.codegen, '@types/node': '>=22', '@types/pg': '^8' }, has);
  const json = {
    ...found,
    ...(module ? { type: 'module' } : {}),
    ...merged('scripts', found.scripts, scripts),
    ...merged('dependencies', found.dependencies, dependencies),
    ...merged('devDependencies', found.devDependencies, devDependencies),
  };
  const added = [
    ...(module ? ['"type": "module"'] : []),
    ...[scripts, dependencies, devDependencies].flatMap((list) => Object.keys(list)),
  ];
  return { json, added };
}

function missing(wanted: Readonly<Record<string, string>>, has: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !has(name)));
}

function merged(
  key: string,
  found: Readonly<Record<string, string>> | undefined,
  added: Readonly<Record<string, string>>,
): Record<string, Record<string, string>> {
  return Object.keys(added).length === 0 ? {} : { [key]: { ...found, ...added } };
}

/** The versions that belong to this one of ours. */
function ownVersions(): { codegen: string; pg: string } {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version, dependencies } = z
    .object({ version: z.string(), dependencies: z.object({ pg: z.string() }) })
    .parse(JSON.parse(text));
  return { codegen: `^${version}`, pg: `^${dependencies.pg}` };
}
