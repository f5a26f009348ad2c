import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A throwaway project: files by path. */
export interface Project {
  readonly root: string;
  readonly config: string;
  write(file: string, text: string): void;
  read(file: string): string;
  exists(file: string): boolean;
  /** Files under a folder, sorted, relative to the root. */
  list(folder: string): string[];
}

export const PLAIN_CONFIG = {
  transforms: [{ mode: 'sql', include: 'a/queries/*.sql', emitTemplate: '{{dir}}/../src/generated/{{name}}.sql.ts' }],
  srcDir: 'packages/',
};

/** Creates a project in a temporary folder that goes with the test. */
export function createProject(files: Readonly<Record<string, string>>): Project {
  const root = mkdtempSync(path.join(os.tmpdir(), 'kongflow-codegen-test-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const project = openProject(root);
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

/** A project that several tests share; whoever makes it removes it. */
export function createTemporaryProject(files: Readonly<Record<string, string>>): Project & { remove(): void } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'kongflow-codegen-test-'));
  const project = openProject(root);
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return {
    ...project,
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A copy of a folder as a throwaway project. */
export function copyProject(folder: string): Project {
  const project = createProject({});
  cpSync(folder, project.root, { recursive: true });
  return project;
}

export function openProject(root: string): Project {
  const at = (file: string): string => path.join(root, file);
  return {
    root,
    config: at('pgtyped.config.json'),
    write(file, text) {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    },
    read: (file) => readFileSync(at(file), 'utf8'),
    exists: (file) => existsSync(at(file)),
    list: (folder) => (existsSync(at(folder)) ? walk(root, folder) : []),
  };
}

function walk(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(root, file) : [file];
    })
    .toSorted();
}
