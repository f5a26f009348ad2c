import { wholeSource, type AnalysedProject, type AnalysedQuery } from '../analysed-project.ts';
import type { SourceText } from '../diagnostic.ts';
import type { Planner } from '../plan/planner.ts';
import type { Schema, SchemaTable } from '../plan/read-schema.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { RuleName, RuleSeverity } from './rule-names.ts';

/** What a rule has to say, before it is known how much it counts. */
export interface Finding {
  readonly source: SourceText;
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The query that it is about: a comment beside that one switches it off. */
  readonly query?: SourceQuery;
  /** Of a query with branches: the text that it is about. */
  readonly variant?: SourceQuery | undefined;
  /** A rule of another tool, with its own severity in the config: `squawk/…`. */
  readonly foreignRule?: string;
}

/** What rules look at. */
export interface VetContext {
  readonly project: AnalysedProject;
  readonly queries: readonly AnalysedQuery[];
  readonly planner: Planner;
  readonly schema: Schema;
  /** Whether a table counts as large, as all do that the config does not call small. */
  readonly isLarge: (table: SchemaTable) => boolean;
  /** Says something to the reader that is no finding. */
  readonly note: (text: string) => void;
}

/** A rule of `vet`. */
export interface Rule {
  readonly name: RuleName;
  /** What it finds, in one line. */
  readonly doc: string;
  /** Its severity where the config says nothing. */
  readonly severity: RuleSeverity;
  check(context: VetContext): Promise<readonly Finding[]> | readonly Finding[];
}

/** A finding about a query. */
export function finding({ compiled }: AnalysedQuery, offset: number, message: string, hint?: string): Finding {
  const query = wholeSource(compiled.source);
  const variant = query === compiled.source ? undefined : compiled.source;
  return { source: query.source, offset, message, hint, query, variant };
}
