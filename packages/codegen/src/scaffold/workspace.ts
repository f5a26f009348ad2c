import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/load-config.ts';
import { ManifestSchema, type Dependency, type Manifest } from './package-files.ts';

/** What a new service takes after: the packages that are there. */
export interface Workspace {
  /** Folder of the packages, relative to the config file. */
  readonly packages: string;
  /** `@acme/` where the others are called so, else nothing. */
  readonly scope: string;
  readonly sibling: { readonly manifest: Manifest; readonly folder: string } | undefined;
  dependency(name: string): Dependency;
}

/** Looks at the packages beside those that the config names. */
export function readWorkspace({ root, targets }: Config): Workspace {
  const [first] = targets;
  const packages = first === undefined ? 'packages' : path.posix.dirname(first.package);
  const found = folders(root, packages).flatMap((folder) => {
    const manifest = readManifest(path.join(root, folder, 'package.json'));
    return manifest === undefined ? [] : [{ manifest, folder }];
  });
  const services = new Set(targets.map((target) => target.package));
  const sibling = found.find(({ folder }) => services.has(folder)) ?? found[0];
  const like = sibling?.manifest.name ?? readManifest(path.join(root, 'package.json'))?.name ?? '';
  return {
    packages,
    scope: /^@[^/]+\//.exec(like)?.[0] ?? '',
    sibling,
    dependency(name) {
      const own = found.find(({ manifest }) => manifest.name === name);
      return { name, version: own?.manifest.version ?? `^${ownVersion()}`, folder: own?.folder };
    },
  };
}

function folders(root: string, packages: string): string[] {
  const absolute = path.join(root, packages);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute)
    .toSorted()
    .map((name) => path.posix.join(packages, name));
}

function readManifest(file: string): Manifest | undefined {
  if (!existsSync(file)) return undefined;
  return ManifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
}

/** The packages of the house have one version. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
