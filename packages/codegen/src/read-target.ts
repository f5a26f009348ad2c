import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Target } from './config/target.ts';
import type { Diagnostic, SourceText } from './diagnostic.ts';
import { withFile } from './file-error.ts';
import { functionName, RESERVED_WORDS, RUNTIME_NAMES } from './names.ts';
import { readSource } from './read-source.ts';
import { mayHaveHeader } from './sql/dialect.ts';
import { readQueries } from './sql/read-queries.ts';
import type { SourceQuery } from './sql/source-query.ts';
import { queriesPart } from './sql/sqlc/one-file.ts';

/** A .sql file and what was read from it. */
interface QueryFile {
  /** Path relative to the config file, with slashes. */
  readonly file: string;
  /** Its name without `.sql`. */
  readonly name: string;
  readonly queries: readonly SourceQuery[];
}

/** The query files of a target, and all that is wrong with how they are written. */
export interface TargetSources {
  readonly target: Target;
  readonly files: readonly QueryFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a .sql file holds. */
export interface ReadFile {
  readonly queries: readonly SourceQuery[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a target's folder; one that does not exist has no files.
 * @param readFile reads one file; `watch` remembers what it read
 */
export function readTarget(
  root: string,
  target: Target,
  readFile: (source: SourceText) => ReadFile = readQueries,
): TargetSources {
  const directory = path.join(root, target.queriesDirectory);
  const names = existsSync(directory)
    ? withFile(`read the folder ${target.queriesDirectory}`, () => readdirSync(directory))
        .filter((name) => name.endsWith('.sql'))
        .toSorted()
    : [];
  const diagnostics: Diagnostic[] = [];
  const files = names.flatMap((name): QueryFile[] => {
    const file = path.posix.join(target.queriesDirectory, name);
    const { source, problem } = readSource(path.join(directory, name), file);
    const isSchema = target.schemaFiles === '*.sql' || target.schemaFiles === name;
    if (isSchema && !mayHaveHeader(source.text)) return [];
    const text = source.text.replaceAll('\r\n', '\n');
    const read =
      problem === undefined
        ? readFile(isSchema ? queriesPart({ file, text }) : { file, text })
        : { queries: [], diagnostics: [problem] };
    diagnostics.push(...read.diagnostics);
    return [{ file, name: name.slice(0, -'.sql'.length), queries: read.queries }];
  });
  diagnostics.push(...checkNames(files.flatMap(({ queries }) => queries)));
  return { target, files, diagnostics };
}

/** Every query becomes a method of one class: names are compared over all files, and as TypeScript sees them. */
function checkNames(queries: readonly SourceQuery[]): Diagnostic[] {
  const seen = new Map<string, SourceQuery>();
  const diagnostics: Diagnostic[] = [];
  for (const query of queries) {
    const method = functionName(query);
    const fail = (message: string, hint?: string): void => {
      diagnostics.push({ severity: 'error', source: query.source, offset: query.nameAt, message, hint });
    };
    const first = seen.get(method);
    if (first !== undefined) {
      const line = first.source.text.slice(0, first.nameAt).split('\n').length;
      fail(`query "${query.name}" is defined twice, first at ${first.source.file}:${line}`);
    } else if (RESERVED_WORDS.has(method) || RUNTIME_NAMES.has(method)) {
      fail(`"${method}" cannot be the name of a generated function`, 'Say what it works on: "DeleteJob".');
    }
    seen.set(method, first ?? query);
  }
  return diagnostics;
}
