import type { ShownColumn } from '../analysis/shown-column.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Naming } from '../naming/naming.ts';
import { keyOf } from '../sql/branches/arguments.ts';
import type { BranchArgument, Choices } from '../sql/branches/branch.ts';
import { isDecided, type Decision } from '../sql/branches/decisions.ts';
import { describeVariants, labelOf, type NameOf } from '../sql/branches/describe-variants.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { checkVariants } from './check-variants.ts';
import type { Outcome } from './compile-queries.ts';
import type {
  CompiledArgument,
  CompiledColumn,
  CompiledDecision,
  CompiledParameter,
  CompiledQuery,
  CompiledVariant,
} from './compiled-query.ts';
import type { PlannedVariant, VariantPlan } from './plan-variants.ts';
import { mergeDiagnostics } from './variant-diagnostics.ts';
import { parameterNames } from './value-names.ts';

/** A variant that the server accepts. */
export interface AcceptedVariant extends PlannedVariant {
  readonly compiled: CompiledQuery;
  readonly names: Outcome['names'];
}

/** Makes one query of its variants, or says where they do not agree. */
export function mergeVariants(
  plan: VariantPlan,
  outcomes: ReadonlyMap<SourceQuery, Outcome>,
  naming: Naming,
  catalog: Catalog,
): Outcome {
  const failed = [...plan.diagnostics, ...mergeDiagnostics(plan, outcomes)];
  const accepted = plan.variants.flatMap((variant): AcceptedVariant[] => {
    const { compiled, names = [] } = outcomes.get(variant.statement) ?? {};
    return compiled === undefined ? [] : [{ ...variant, compiled, names }];
  });
  const [first] = accepted;
  if (failed.length > 0 || first === undefined) return { compiled: undefined, names: [], diagnostics: failed };
  const merger = new Merger(plan, accepted, naming);
  const diagnostics = [...checkVariants(plan, accepted, catalog), ...merger.checkNames()];
  return { compiled: diagnostics.length > 0 ? undefined : merger.merge(first.compiled), names: [], diagnostics };
}

class Merger {
  readonly #plan: VariantPlan;
  readonly #variants: readonly AcceptedVariant[];
  readonly #names: readonly string[];
  /** What each is given as: a field, as its object. */
  readonly #properties: readonly string[];
  readonly #nameOf: NameOf;

  constructor(plan: VariantPlan, variants: readonly AcceptedVariant[], naming: Naming) {
    this.#plan = plan;
    this.#variants = variants;
    const { query, branches } = plan;
    this.#names = parameterNames(
      query,
      naming,
      query.parameters.map(({ name }) =>
        variants
          .map(({ statement, names }) => names[statement.parameters.findIndex((each) => each.name === name)])
          .find((found) => found !== undefined),
      ),
    );
    this.#properties = this.#names.map((name, index) => query.parameters[index]?.field?.object ?? name);
    this.#nameOf = (key) => {
      const argument = branches.arguments.get(key);
      if (argument?.kind === 'parameter') return this.#properties[this.#parameterIndex(argument)] ?? key;
      const written = argument?.name ?? key;
      return query.dialect === 'sqlc' ? naming.property(written) : written;
    };
  }

  /** The parameter that an argument is. */
  #parameterIndex({ key }: BranchArgument): number {
    const { dialect, parameters } = this.#plan.query;
    return parameters.findIndex((parameter) => keyOf(parameter, dialect) === key);
  }

  /** An argument that is no parameter must not be called like one, nor like another. */
  checkNames(): Diagnostic[] {
    const { query, branches } = this.#plan;
    const others = [...branches.arguments.values()].filter(({ kind }) => kind !== 'parameter');
    const names = others.map(({ key }) => this.#nameOf(key));
    return others.flatMap((argument, index): Diagnostic[] => {
      const name = names[index] ?? '';
      const isParameter = this.#properties.includes(name);
      if (!isParameter && names.indexOf(name) === index) return [];
      const message = `this argument and ${isParameter ? 'a parameter' : 'another'} would both be "${name}"`;
      return [{ severity: 'error', source: query.source, offset: argument.at, message, hint: 'Rename one of them.' }];
    });
  }

  merge(first: CompiledQuery): CompiledQuery {
    const parameters = this.#plan.query.parameters.map((_, index) => this.#parameter(index));
    const decision = this.#decision(this.#plan.decision, parameters);
    const results = this.#variants.map(({ compiled }) => compiled.result);
    const tables = new Set(this.#variants.map(({ compiled }) => compiled.table));
    return {
      ...first,
      source: this.#plan.query,
      parameters,
      columns: first.columns.map((column, index) => this.#column(column, index)),
      result: first.result === 'exactly-one' && results.includes('one') ? 'one' : first.result,
      table: tables.size === 1 ? first.table : undefined,
      branches: { arguments: this.#arguments(), decision, variants: variantsOf(decision) },
    };
  }

  #parameter(index: number): CompiledParameter {
    const { query, branches } = this.#plan;
    const written = query.parameters[index];
    const having = this.#variants.flatMap(({ statement, compiled, choices }) => {
      const at = statement.parameters.findIndex(({ name }) => name === written?.name);
      const parameter = compiled.parameters[at];
      return parameter === undefined ? [] : [{ choices, parameter }];
    });
    const uses = having.map(({ parameter }) => parameter);
    const stored = uses.flatMap(({ storedIn }) => storedIn);
    const some = having.map(({ choices }) => choices);
    const all = this.#variants.map(({ choices }) => choices);
    const decides = [...branches.arguments.values()].some(
      ({ kind, key }) => kind === 'parameter' && written !== undefined && keyOf(written, query.dialect) === key,
    );
    const when = describeVariants(some, all, this.#nameOf);
    return {
      name: this.#names[index] ?? '',
      typeOid: uses[0]?.typeOid ?? 0,
      nullable: uses.every(({ nullable }) => nullable),
      elementNullable: uses.every(({ elementNullable }) => elementNullable),
      column: uses.map(({ column }) => column).find((column) => column !== undefined),
      storedIn: stored.filter(
        ({ column, asItIs }, at) =>
          stored.findIndex((each) => each.column.column === column.column && each.asItIs === asItIs) === at,
      ),
      ...(written?.field === undefined ? {} : { field: written.field }),
      ...(when === undefined ? {} : { partial: { decides, when } }),
    };
  }

  /** Nullable where any variant may be. */
  #column(column: CompiledColumn, index: number): CompiledColumn {
    const all = this.#variants.map(({ compiled }) => compiled.columns[index]);
    const shown = all.map((each) => each && shownBy(each));
    const isShown = shown.every(
      (each) => each?.column.column === shown[0]?.column.column && each?.inArrays === shown[0]?.inArrays,
    );
    return {
      ...column,
      nullable: all.some((each) => each?.nullable === true),
      elementNullable: all.some((each) => each?.elementNullable === true),
      origin: all.every((each) => each?.origin?.column === column.origin?.column) ? column.origin : undefined,
      shows: isShown ? shown[0] : undefined,
    };
  }

  #arguments(): CompiledArgument[] {
    return [...this.#plan.branches.arguments.values()].flatMap((argument): CompiledArgument[] => {
      if (argument.kind === 'parameter') return [];
      const cases = argument.choices.flatMap((choice) => (typeof choice === 'string' ? [choice] : []));
      return [
        {
          name: this.#nameOf(argument.key),
          cases: argument.kind === 'switch' ? cases : undefined,
          optional: argument.choices.includes(undefined),
        },
      ];
    });
  }

  #decision(node: Decision | Choices, parameters: readonly CompiledParameter[]): CompiledDecision | CompiledVariant {
    if (isDecided(node)) return this.#variant(node, parameters);
    const { argument, outcomes } = node;
    return {
      name: this.#nameOf(argument.key),
      kind: argument.kind,
      outcomes: outcomes.map(({ choice, next }) => ({ choice, next: this.#decision(next, parameters) })),
    };
  }

  #variant(choices: Choices, all: readonly CompiledParameter[]): CompiledVariant {
    const found = this.#variants.find((variant) => variant.choices === choices);
    if (found === undefined) throw new Error('every end of the decisions has been compiled');
    const parameters = found.statement.parameters.flatMap(
      ({ name }) => all[this.#plan.query.parameters.findIndex((each) => each.name === name)] ?? [],
    );
    const compiled = {
      ...found.compiled,
      parameters: found.compiled.parameters.map((each, index) => ({ ...each, name: parameters[index]?.name ?? '' })),
    };
    return { choices, label: labelOf(choices, this.#nameOf), compiled, parameters };
  }
}

function variantsOf(node: CompiledDecision | CompiledVariant): CompiledVariant[] {
  return 'choices' in node ? [node] : node.outcomes.flatMap(({ next }) => variantsOf(next));
}

function shownBy({ origin, shows }: CompiledColumn): ShownColumn | undefined {
  return origin === undefined ? shows : { column: origin, inArrays: false };
}
