import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a folder that somebody has worked in holds already. Paths are relative to it, with slashes. */
export interface FoundSql {
  /** Folders with query files, by pgtyped's headers or sqlc's. */
  readonly queries: readonly string[];
  /** A folder of migrations or other schema files, or one file. */
  readonly schema: string | undefined;
}

const DEEPEST = 4;
const NOT_SOURCES = /^(?:\..*|node_modules|dist|build|out|coverage|vendor|target|test|tests)$/;
const QUERY_HEADER = /\/\*\s*@name\s+\w|^(?:--|\/\*)\s*name:\s*\w+\s+:\w/m;
const TABLE = /^\s*CREATE\s+TABLE\b/im;
const SCHEMA_FOLDER = /(?:^|\/)(?:migrations?|schemas?|drizzle)$/;
const SCHEMA_FILE = /(?:^|\/)(?:schema|structure|dump)\.sql$/;

/** Looks for queries and for a schema, down to the fourth level. */
export function findSql(root: string): FoundSql {
  const files = sqlFiles(root, '.', 0);
  const holds = (file: string, what: RegExp): boolean => what.test(readFileSync(path.join(root, file), 'utf8'));
  const isQuery = (file: string): boolean => holds(file, QUERY_HEADER);
  const queries = new Set(files.filter(isQuery).map((file) => path.posix.dirname(file)));
  const others = files.filter((file) => !queries.has(path.posix.dirname(file)));
  const folders = others
    // Prisma's migrations have folders of their own.
    .map((file) => path.posix.dirname(path.posix.basename(file) === 'migration.sql' ? path.posix.dirname(file) : file))
    .filter((folder) => SCHEMA_FOLDER.test(folder));
  const named = folders[0] ?? files.find((file) => SCHEMA_FILE.test(file));
  // sqlc's schema may stand among the queries, under any name.
  const among = named === undefined ? files.find((file) => !others.includes(file) && holds(file, TABLE)) : undefined;
  const schema = named ?? (among === undefined ? undefined : path.posix.dirname(among));
  return { queries: [...queries].toSorted(), schema };
}

function sqlFiles(root: string, folder: string, depth: number): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (entry.isFile()) return entry.name.endsWith('.sql') ? [name] : [];
      return entry.isDirectory() && depth < DEEPEST && !NOT_SOURCES.test(entry.name)
        ? sqlFiles(root, name, depth + 1)
        : [];
    });
}
