import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigMistake } from '../config/config-error.ts';
import type { SourceText } from '../diagnostic.ts';
import { withFile } from '../file-error.ts';
import { requireSource } from '../read-source.ts';
import { schemaPart } from '../sql/sqlc/one-file.ts';
import { byVersion, isStepForward } from './file-order.ts';
import { upPart } from './up-part.ts';

/** The files that make a schema: SQL that we apply, or migrations in code, which only their own tool can run. */
export type SchemaFiles =
  | { readonly kind: 'sql'; readonly files: readonly SourceText[] }
  | { readonly kind: 'node-pg-migrate'; readonly directory: string };

/** Migrations that are programs. */
const CODE = /(?<!\.d)\.[cm]?[jt]s$/;

/**
 * Reads what the option `schema` names: a folder, or one .sql file.
 * @param root what the names in messages are relative to
 * @throws {CodegenError} `CONFIG` when there is nothing.
 */
export function readSchemaFiles(root: string, schema: string): SchemaFiles {
  const absolute = path.join(root, schema);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new ConfigMistake(
      ['codegen', 'schema'],
      `"schema" names "${schema}", and there is no such file or folder`,
      'Name the folder of your migrations, a .sql file, or { "database": true }.',
    );
  if (stat.isFile()) return { kind: 'sql', files: [read(root, schema)] };
  const entries = withFile(`read the folder ${schema}`, () => readdirSync(absolute, { withFileTypes: true }));
  if (entries.some((entry) => entry.isFile() && CODE.test(entry.name)))
    return { kind: 'node-pg-migrate', directory: absolute };
  const files = entries.flatMap((entry) => {
    const name = path.posix.join(schema, entry.name);
    if (entry.isFile()) return isStepForward(entry.name) ? [name] : [];
    // Prisma's way: a folder for each migration.
    const inside = path.posix.join(name, 'migration.sql');
    return entry.isDirectory() && isFile(path.join(root, inside)) ? [inside] : [];
  });
  return { kind: 'sql', files: files.toSorted(byVersion).map((file) => read(root, file)) };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function read(root: string, file: string): SourceText {
  const { text } = requireSource(path.join(root, file), file, 'MIGRATION');
  return schemaPart({ file, text: upPart(text) });
}
