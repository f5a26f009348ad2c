import { createHash } from 'node:crypto';
import type { KnownOutcomes, Outcome } from '../compile/compile-queries.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/** What a statement was compiled to, and where it stood then. */
interface Known {
  readonly outcome: Outcome;
  readonly nameAt: number;
}

/** Statements kept of a file, those that it has and those that it had: an edit may be undone. */
const KEPT = 2000;

/**
 * What became of statements before, found again by all that they were compiled from, wherever they stand by now: an edit
 * moves what is below it. Everything in it is of one schema and of one way to name things.
 */
export class StatementMemory implements KnownOutcomes {
  /** By file and fingerprint; the one used last comes last. */
  readonly #files = new Map<string, Map<string, Known>>();

  find(statement: SourceQuery): Outcome | undefined {
    const own = this.#of(statement);
    const key = fingerprint(statement);
    // A statement may have been moved from another file.
    const known = own.get(key) ?? [...this.#files.values()].map((file) => file.get(key)).find(Boolean);
    if (known === undefined) return undefined;
    own.delete(key);
    own.set(key, known);
    return moved(known, statement);
  }

  keep(statement: SourceQuery, outcome: Outcome): void {
    this.#of(statement).set(fingerprint(statement), { outcome, nameAt: statement.nameAt });
  }

  /** Forgets the files that are gone, and of the others what is long gone. */
  trim(files: ReadonlySet<string>): void {
    for (const [file, known] of this.#files) {
      if (!files.has(file)) this.#files.delete(file);
      for (const key of [...known.keys()].slice(0, -KEPT)) known.delete(key);
    }
  }

  clear(): void {
    this.#files.clear();
  }

  #of({ source: { file } }: SourceQuery): Map<string, Known> {
    const known = this.#files.get(file) ?? new Map<string, Known>();
    this.#files.set(file, known);
    return known;
  }
}

/** The same outcome for a statement that stands elsewhere. */
function moved({ outcome, nameAt }: Known, statement: SourceQuery): Outcome {
  const by = statement.nameAt - nameAt;
  return {
    compiled: outcome.compiled && { ...outcome.compiled, source: statement },
    names: outcome.names,
    diagnostics: outcome.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      source: statement.source,
      offset: diagnostic.offset + by,
    })),
  };
}

/** All that a statement is compiled from: what was read of it, its places counted from its name, and its text. */
function fingerprint(statement: SourceQuery): string {
  const { source, nameAt } = statement;
  let end = statement.body.end;
  const read = JSON.stringify(statement, (key, value: unknown) => {
    // The file, and the query with branches that this is a text of.
    if (key === 'source' || key === 'of') return undefined;
    if (value instanceof Map) return [...value];
    if (typeof value !== 'number') return value;
    end = Math.max(end, value);
    return value - nameAt;
  });
  return createHash('sha256')
    .update(read)
    .update(source.text.slice(nameAt, end + 1))
    .digest('base64');
}
