import { analyse, type Analysis } from '../../src/analysis/analyse.ts';
import { fetchTrees } from '../../src/analysis/fetch-trees.ts';
import type { TreeNode } from '../../src/analysis/tree.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

/** The analysis alone, without what the compiler does before and after it: statements with `$n`, their trees and facts. */
export interface TestAnalyser extends AsyncDisposable {
  readonly client: TestDatabase['database']['client'];
  readonly catalog: Catalog;
  tree(statement: string): Promise<TreeNode>;
  analyse(statement: string): Promise<Analysis>;
}

/** Opens a database of its own with the schema on it. */
export async function openAnalyser(schema: string): Promise<TestAnalyser> {
  const { database, describer, catalog } = await openTestDatabase(schema);
  const read = async (text: string): Promise<{ tree: TreeNode; parameters: number }> => {
    const [description] = await describer.describeAll([text]);
    if (description === undefined || 'message' in description) {
      const refusal = await database.client.query(`PREPARE refused AS ${text}`).catch((error: unknown) => error);
      throw new Error(`${description?.message} [${String(Reflect.get(Object(refusal), 'code'))}]`);
    }
    const parameterTypes = description.parameterTypes.map((oid) => catalog.types.get(oid)?.sqlName ?? 'unknown');
    const [tree] = await fetchTrees(database.client, [{ text, parameterTypes }]);
    if (tree === undefined) throw new Error(`no tree: ${text}`);
    return { tree, parameters: parameterTypes.length };
  };
  return {
    client: database.client,
    catalog,
    tree: async (statement) => (await read(statement)).tree,
    async analyse(statement) {
      const { tree, parameters } = await read(statement);
      const marks = Array.from({ length: parameters }, () => ({ required: false, nullable: false, inferred: true }));
      return analyse(catalog, tree, marks);
    },
    async [Symbol.asyncDispose]() {
      describer.close();
      await database.close();
    },
  };
}
