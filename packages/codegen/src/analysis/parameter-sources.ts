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
import {
  field,
  flag,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  type TreeNode,
  type TreeValue,
} from './tree.ts';

/** A parameter whose value reaches an expression. */
export interface ParameterSource {
  /** The n of `$n`. */
  readonly parameter: number;
  /** The value is an element of the parameter, an array that was unnested on the way. */
  readonly element: boolean;
  /** How much of what arrives it is. */
  readonly share: Share;
  /** The author casts it on the way, as in `:name::varchar(10)`, which cuts it short. */
  readonly cast: boolean;
}

/**
 * Whether the value is all that arrives, or a branch of CASE, or one of several of which another one is there for null:
 * the next one of COALESCE, or the branch of CASE that is NULL, as where there is no ELSE.
 */
type Share = 'whole' | 'branch' | 'alternative';

interface Path {
  readonly cast: boolean;
  readonly element: boolean;
  readonly share: Share;
  readonly seen: ReadonlySet<TreeNode>;
}

/**
 * The parameters that an expression takes its value from, through casts, NULLIF, subqueries, CTEs, VALUES and `unnest`:
 * what makes `INSERT … SELECT id FROM unnest(:ids::uuid[]) AS x(id)` know that the elements are ids.
 */
export function* parameterSources(value: TreeValue, scope: Scope): Generator<ParameterSource> {
  yield* follow(value, scope, { element: false, share: 'whole', cast: false, seen: new Set() });
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
          share: path.share,
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
    case 'SUBLINK': {
      const query = nodeField(expression, 'subselect');
      if (query !== undefined && numberField(expression, 'subLinkType') === SCALAR)
        // It may find no row, and says nothing of nulls.
        yield* followOutput({ query, outer: scope }, 1, { ...path, share: 'alternative' });
      return;
    }
    case 'NULLIFEXPR':
      yield* follow(listField(expression, 'args')[0], scope, { ...path, share: 'alternative' });
      return;
    case 'COALESCEEXPR':
      for (const arg of listField(expression, 'args')) yield* follow(arg, scope, { ...path, share: 'alternative' });
      return;
    case 'CASEEXPR': {
      const branches = nodesField(expression, 'args').map((when) => field(when, 'result'));
      branches.push(field(expression, 'defresult'));
      const share = branches.some(isNull) ? 'alternative' : path.share === 'whole' ? 'branch' : path.share;
      for (const branch of branches) yield* follow(branch, scope, { ...path, share });
      return;
    }
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
  if (source !== undefined) yield* followOutput(source, column, path);
}

function* followOutput(source: Scope, column: number, path: Path): Generator<ParameterSource> {
  if (path.seen.has(source.query)) return;
  const seen = new Set(path.seen).add(source.query);
  for (const arm of arms(source)) {
    const target = outputs(arm.query).find((each) => numberField(each, 'resno') === column);
    if (target !== undefined) yield* follow(field(target, 'expr'), arm, { ...path, seen });
  }
}

function isNull(value: TreeValue): boolean {
  const expression = withoutCasts(value);
  return expression?.type === 'CONST' && flag(expression, 'constisnull');
}

/** A subquery that stands for a value (SubLinkType). */
const SCALAR = 4;

/** unnest(anyarray): a built-in of one argument, whose oid has been the same in every version. */
const UNNEST = 2331;

function isUnnest(call: TreeNode): boolean {
  return numberField(call, 'funcid') === UNNEST && isNode(listField(call, 'args')[0] ?? null);
}
