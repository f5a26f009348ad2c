import {
  arms,
  functionSource,
  isCastByAuthor,
  outputs,
  querySource,
  resolve,
  RTE,
  standsFor,
  withoutCasts,
  type Reference,
  type Scope,
} from './scope.ts';
import { field, isNode, listField, nodesField, numberField, type TreeNode, type TreeValue } from './tree.ts';

/** A parameter whose value reaches an expression. */
export interface ParameterSource {
  /** The n of `$n`. */
  readonly parameter: number;
  /** The value is an element of the parameter, an array that was unnested on the way. */
  readonly element: boolean;
  /** The value arrives as it is: not one of several that COALESCE or CASE chooses from. */
  readonly whole: boolean;
  /** The author casts it on the way, as in `:name::varchar(10)`, which cuts it short. */
  readonly cast: boolean;
}

interface Path {
  readonly cast: boolean;
  readonly element: boolean;
  readonly whole: boolean;
  readonly seen: ReadonlySet<TreeNode>;
}

/**
 * The parameters that an expression takes its value from, through casts, subqueries, CTEs, VALUES and `unnest`:
 * what makes `INSERT … SELECT id FROM unnest(:ids::uuid[]) AS x(id)` know that the elements are ids.
 */
export function* parameterSources(value: TreeValue, scope: Scope): Generator<ParameterSource> {
  yield* follow(value, scope, { element: false, whole: true, cast: false, seen: new Set() });
}

function* follow(value: TreeValue | undefined, scope: Scope, from: Path): Generator<ParameterSource> {
  const expression = withoutCasts(value);
  const path = isCastByAuthor(value) ? { ...from, cast: true } : from;
  switch (expression?.type) {
    case 'PARAM':
      if (numberField(expression, 'paramkind') === 0)
        yield {
          parameter: numberField(expression, 'paramid'),
          element: path.element,
          whole: path.whole,
          cast: path.cast,
        };
      return;
    case 'VAR': {
      const reference = resolve(expression, scope);
      if (reference !== undefined) yield* followReference(reference, path);
      return;
    }
    case 'FUNCEXPR':
      if (isUnnest(expression)) yield* follow(listField(expression, 'args')[0], scope, { ...path, element: true });
      return;
    case 'COALESCEEXPR':
      for (const arg of listField(expression, 'args')) yield* follow(arg, scope, { ...path, whole: false });
      return;
    case 'CASEEXPR':
      for (const when of nodesField(expression, 'args'))
        yield* follow(field(when, 'result'), scope, { ...path, whole: false });
      yield* follow(field(expression, 'defresult'), scope, { ...path, whole: false });
      return;
    case undefined:
    default:
  }
}

function* followReference(reference: Reference, path: Path): Generator<ParameterSource> {
  const { entry, scope, column } = reference;
  for (const value of standsFor(reference)) yield* follow(value, scope, path);
  if (numberField(entry, 'rtekind') === RTE.function) {
    const source = functionSource(reference);
    if (source !== undefined && !source.ordinality) yield* follow(source.call, scope, path);
    return;
  }
  const source = querySource(entry, scope);
  if (source === undefined || path.seen.has(source.query)) return;
  const seen = new Set(path.seen).add(source.query);
  for (const arm of arms(source)) {
    const target = outputs(arm.query).find((each) => numberField(each, 'resno') === column);
    if (target !== undefined) yield* follow(field(target, 'expr'), arm, { ...path, seen });
  }
}

/** unnest(anyarray): a built-in of one argument, whose oid has been the same in every version. */
const UNNEST = 2331;

function isUnnest(call: TreeNode): boolean {
  return numberField(call, 'funcid') === UNNEST && isNode(listField(call, 'args')[0] ?? null);
}
