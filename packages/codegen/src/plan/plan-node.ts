import { z } from 'zod';

/** A node of a plan, as EXPLAIN (FORMAT JSON) prints it: what we read of it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string | undefined;
  readonly 'Relation Name'?: string | undefined;
  readonly Schema?: string | undefined;
  readonly Alias?: string | undefined;
  readonly 'Index Name'?: string | undefined;
  readonly 'Index Cond'?: string | undefined;
  readonly Filter?: string | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const PlanNodeSchema: z.ZodType<PlanNode> = z.looseObject({
  'Node Type': z.string(),
  'Parent Relationship': z.string().optional(),
  'Relation Name': z.string().optional(),
  Schema: z.string().optional(),
  Alias: z.string().optional(),
  'Index Name': z.string().optional(),
  'Index Cond': z.string().optional(),
  Filter: z.string().optional(),
  get Plans() {
    return z.array(PlanNodeSchema).optional();
  },
});

/** The rows of an EXPLAIN (FORMAT JSON). */
export const ExplainRows = z
  .array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: PlanNodeSchema })).min(1) }))
  .min(1);
