import { Nullability } from '../../analysis/nullability.ts';
import { outputs, type Scope } from '../../analysis/scope.ts';
import { flag, isNode, listField, nodeField, numberField, type TreeNode } from '../../analysis/tree.ts';
import type { AnalysedQuery } from '../../analysed-project.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { finding, type Finding, type Rule } from '../rule.ts';
import { startOf, wordsOf } from '../tokens.ts';
import { forEachNode } from '../walk.ts';

const SUBLINK_ALL = 1;
const SUBLINK_ANY = 2;

export const noNotInNullable: Rule = {
  name: 'no-not-in-nullable',
  doc: 'NOT IN or <> ALL with values of which one may be null: then no row fits',
  severity: 'error',
  check({ queries, project }) {
    const { catalog } = project.session.context;
    return queries.flatMap((query) => {
      const places = placesOf(query);
      const tests = exclusions(query, catalog);
      return tests.flatMap((nullable, index): Finding[] => {
        if (!nullable) return [];
        const at = (places.length === tests.length ? places[index] : places[0]) ?? negation(query) ?? startOf(query);
        return [
          finding(
            query,
            at,
            'one of these values may be null, and then this is true for no row',
            'Use NOT EXISTS, or exclude the nulls: "WHERE … IS NOT NULL".',
          ),
        ];
      });
    });
  },
};

/** `NOT IN`, and `<> ALL`. */
function placesOf(query: AnalysedQuery): number[] {
  const words = wordsOf(query);
  return words.flatMap(({ text, at }, index) => {
    const next = words[index + 1]?.text;
    return (text === 'not' && next === 'in') || ((text === '<>' || text === '!=') && next === 'all') ? [at] : [];
  });
}

/** The NOT of `NOT (a IN (…))`. */
function negation(query: AnalysedQuery): number | undefined {
  const words = wordsOf(query);
  return words.find(({ text }, index) => text === 'not' && words[index - 1]?.text !== 'is')?.at;
}

/** For each exclusion of a statement, in the order of its tree, whether a null may be among what is excluded. */
function exclusions({ tree, compiled }: AnalysedQuery, catalog: Catalog): boolean[] {
  const found: boolean[] = [];
  if (tree === undefined) return found;
  const nullability = new Nullability(catalog, compiled.parameters);
  const subqueryIsNullable = (sublink: TreeNode, scope: Scope): boolean => {
    const query = nodeField(sublink, 'subselect');
    return (
      query !== undefined &&
      outputs(query).some((_, index) => !nullability.outputNotNull({ query, outer: scope }, index + 1))
    );
  };
  forEachNode(tree, (node, scope) => {
    const [first, second] = listField(node, 'args');
    if (node.type === 'BOOLEXPR' && isNegation(node)) {
      if (!isNode(first)) return;
      const [, array] = listField(first, 'args');
      if (first.type === 'SUBLINK' && numberField(first, 'subLinkType') === SUBLINK_ANY)
        found.push(subqueryIsNullable(first, scope));
      else if (first.type === 'SCALARARRAYOPEXPR' && flag(first, 'useOr'))
        found.push(arrayIsNullable(array, scope, nullability, compiled.parameters));
    } else if (node.type === 'SUBLINK' && numberField(node, 'subLinkType') === SUBLINK_ALL) {
      const test = nodeField(node, 'testexpr');
      if (test !== undefined && isUnequal(test, catalog)) found.push(subqueryIsNullable(node, scope));
    } else if (node.type === 'SCALARARRAYOPEXPR' && !flag(node, 'useOr') && isUnequal(node, catalog)) {
      found.push(arrayIsNullable(second, scope, nullability, compiled.parameters));
    }
  });
  return found;
}

function isNegation(expression: TreeNode): boolean {
  return expression.fields.get('boolop') === 'not';
}

function isUnequal(expression: TreeNode, catalog: Catalog): boolean {
  return catalog.operators.get(numberField(expression, 'opno'))?.name === '<>';
}

/** Of an array that is neither written out nor a parameter nothing is known: that is no finding. */
function arrayIsNullable(
  array: Parameters<typeof isNode>[0],
  scope: Scope,
  nullability: Nullability,
  parameters: AnalysedQuery['compiled']['parameters'],
): boolean {
  if (!isNode(array)) return false;
  if (array.type === 'ARRAYEXPR')
    return listField(array, 'elements').some((element) => !nullability.expressionNotNull(element, scope));
  if (array.type === 'PARAM') return parameters[numberField(array, 'paramid') - 1]?.elementNullable === true;
  return false;
}
