import { DatabaseError, type Client } from 'pg';
import type { AnalysedQuery } from '../analysed-project.ts';
import { ExplainRows, type PlanNode } from './plan-node.ts';

/**
 * Settings under which an empty table is planned as a large one.
 *
 * Statistics cannot be set: whatever stands in pg_class, the planner counts the pages of the file, and of no pages it
 * makes no rows. (A table that was never analysed counts as ten pages, which is the thousand rows we go by.) And made-up
 * numbers would decide what is found. So the question is not what the planner would choose but what it is left with:
 * a scan is forbidden, a row costs a thousand times as much as usual, tables are joined by looking rows up. What is
 * still read from end to end has no index that could prevent it.
 */
const AS_LARGE = `SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
SET LOCAL cpu_tuple_cost = 10; SET LOCAL cpu_index_tuple_cost = 5; SET LOCAL cpu_operator_cost = 2.5;
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off; SET LOCAL plan_cache_mode = auto`;

/** Plans of queries on the migrated schema, for parameters of any value. */
export class Planner {
  readonly #client: Client;
  #plans: Promise<ReadonlyMap<AnalysedQuery, PlanNode>> | undefined;
  readonly #queries: readonly AnalysedQuery[];

  constructor(client: Client, queries: readonly AnalysedQuery[]) {
    this.#client = client;
    this.#queries = queries;
  }

  /** The plans of all queries that have one; TRUNCATE has none. */
  async plans(): Promise<ReadonlyMap<AnalysedQuery, PlanNode>> {
    this.#plans ??= this.#as('', this.#queries);
    return this.#plans;
  }

  /**
   * The plans if there were these indexes as well.
   * @param indexes CREATE INDEX statements; they are rolled back
   */
  async plansWith(
    indexes: readonly string[],
    queries: readonly AnalysedQuery[],
  ): Promise<ReadonlyMap<AnalysedQuery, PlanNode>> {
    return this.#as(indexes.join(';\n'), queries);
  }

  /** The plan of a query as PostgreSQL's own text, without costs, which mean nothing here. */
  async text(query: AnalysedQuery): Promise<string[]> {
    if (query.tree === undefined) return [];
    await this.#client.query('BEGIN');
    try {
      await this.#client.query(AS_LARGE);
      const { rows } = await this.#client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (GENERIC_PLAN, COSTS OFF) ${query.compiled.text}`,
      );
      return rows.map((row) => row['QUERY PLAN']).filter((line) => !/^\s*Disabled: true$/.test(line));
    } catch (error) {
      if (error instanceof DatabaseError) return [`PostgreSQL cannot plan it: ${error.message}`];
      throw error;
    } finally {
      await this.#client.query('ROLLBACK');
    }
  }

  async #as(before: string, queries: readonly AnalysedQuery[]): Promise<ReadonlyMap<AnalysedQuery, PlanNode>> {
    const plans = new Map<AnalysedQuery, PlanNode>();
    const begin = `${before === '' ? 'BEGIN' : `BEGIN READ WRITE; ${before}`}; ${AS_LARGE}`;
    await this.#client.query(begin);
    try {
      for (const query of queries) {
        if (query.tree === undefined) continue;
        const plan = await this.#plan(query);
        if (plan !== undefined) plans.set(query, plan);
        else await this.#client.query(`ROLLBACK; ${begin}`);
      }
    } finally {
      await this.#client.query('ROLLBACK');
    }
    return plans;
  }

  /** Nothing where planning fails: it computes what is constant, and `1 / 0` is an error then. */
  async #plan({ compiled }: AnalysedQuery): Promise<PlanNode | undefined> {
    try {
      const { rows } = await this.#client.query(
        `EXPLAIN (GENERIC_PLAN, VERBOSE, COSTS OFF, FORMAT JSON) ${compiled.text}`,
      );
      return ExplainRows.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan;
    } catch (error) {
      if (error instanceof DatabaseError) return undefined;
      throw error;
    }
  }
}
