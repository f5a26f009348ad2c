import type { Diagnostic } from '../diagnostic.ts';
import type { Branches, Choices } from '../sql/branches/branch.ts';
import { countDecided, decide, decided, type Decision } from '../sql/branches/decisions.ts';
import { describeVariants, writtenName } from '../sql/branches/describe-variants.ts';
import { variantOf } from '../sql/branches/variants.ts';
import { withPlaceholders } from '../sql/placeholders.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/** What one choice of the arguments makes of a query. */
export interface PlannedVariant {
  readonly choices: Choices;
  /** Two variants of the same text have the same. */
  readonly statement: SourceQuery;
}

/** A query with branches, and what has to be compiled for it. */
export interface VariantPlan {
  readonly query: SourceQuery;
  readonly branches: Branches;
  readonly decision: Decision | Choices;
  readonly variants: readonly PlannedVariant[];
  /** Each text once. */
  readonly statements: readonly SourceQuery[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Each is a statement that a connection prepares. */
const MAX_VARIANTS = 64;

/** Where counting ends. */
const MANY = 100_000;

/** Works out the texts of a query; nothing for one without branches. */
export function planVariants(query: SourceQuery, most: number = MAX_VARIANTS): VariantPlan | undefined {
  const { branches } = query;
  if (branches === undefined) return undefined;
  const count = countDecided(branches, MANY);
  if (count > most) {
    const none: Choices = new Map();
    const diagnostics = [tooMany(query, count, most)];
    return { query, branches, decision: none, variants: [], statements: [], diagnostics };
  }
  const decision = decide(branches);
  const known = new Map<string, SourceQuery>();
  const variants = decided(decision).map((choices): PlannedVariant => {
    const statement = variantOf(query, branches, choices);
    const key = JSON.stringify([withPlaceholders(statement).text, statement.parameters.map(({ name }) => name)]);
    const same = known.get(key) ?? statement;
    known.set(key, same);
    return { choices, statement: same };
  });
  const diagnostics = nothingSent(query, branches, variants);
  return { query, branches, decision, variants, statements: [...known.values()], diagnostics };
}

/** PostgreSQL accepts a text without a statement. */
function nothingSent(query: SourceQuery, branches: Branches, variants: readonly PlannedVariant[]): Diagnostic[] {
  const empty = variants.filter(({ statement }) => statement.tokens.length === 0).map(({ choices }) => choices);
  if (empty.length === 0) return [];
  const all = variants.map(({ choices }) => choices);
  const words = describeVariants(empty, all, writtenName(branches)) ?? '';
  return [
    {
      severity: 'error',
      source: query.source,
      offset: query.nameAt,
      message: `query "${query.name}" has no statement ${words}`,
      hint: 'What sends nothing need not be called: take the statement out of its branch.',
    },
  ];
}

function tooMany({ source, name, nameAt }: SourceQuery, count: number, most: number): Diagnostic {
  const number = count >= MANY ? `${MANY} or more` : String(count);
  return {
    severity: 'error',
    source,
    offset: nameAt,
    message: `query "${name}" has ${number} variants; the limit is ${most}`,
    hint: 'Each is a prepared statement of its own. Nest branches that go together, make queries of some, or set "maxVariants" in the config.',
  };
}
