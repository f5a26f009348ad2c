import type { PlanNode } from './plan-node.ts';
import type { Schema, SchemaTable } from './read-schema.ts';

/** A table that a plan reads from end to end. */
export interface Scan {
  readonly table: SchemaTable;
  /** What the rows are then tested for, as PostgreSQL prints it. */
  readonly filter: string | undefined;
}

/** Nodes that ask for the next row only when they are asked for one: under LIMIT, the scan below them stops early. */
const STREAMING = new Set([
  'Limit',
  'LockRows',
  'Result',
  'ProjectSet',
  'Nested Loop',
  'Append',
  'Merge Append',
  'Subquery Scan',
  'Unique',
  'Incremental Sort',
  'Memoize',
]);

const INDEX_SCANS = new Set(['Index Scan', 'Index Only Scan']);

/** The scans of a plan, one a table. */
export function findScans(plan: PlanNode, schema: Schema): Scan[] {
  const scans = new Map<SchemaTable, Scan>();
  visit(plan, false);
  return [...scans.values()];

  function visit(node: PlanNode, limited: boolean): void {
    const stops = node['Node Type'] === 'Limit' || (limited && STREAMING.has(node['Node Type']));
    if (isWhole(node, schema) && !(limited && node.Filter === undefined)) add(node);
    for (const child of node.Plans ?? []) visit(child, stops && child['Parent Relationship'] !== 'Inner');
  }

  function add(node: PlanNode): void {
    const table = schema.find(node.Schema ?? '', node['Relation Name'] ?? '');
    if (table !== undefined && !scans.has(table))
      scans.set(table, { table, filter: node.Filter ?? node['Index Cond'] });
  }
}

/** Whether the node reads a whole table, be it through an index that it has no condition for. */
function isWhole(node: PlanNode, schema: Schema): boolean {
  if (node['Node Type'] === 'Seq Scan') return true;
  if (node['Node Type'] === 'Bitmap Heap Scan')
    return (node.Plans ?? []).some((part) => isWholeBitmap(part, node, schema));
  return INDEX_SCANS.has(node['Node Type']) && readsAllOf(node, node.Schema ?? '', schema);
}

/** A bitmap that both of two indexes narrow down is narrow when one of them is. */
function isWholeBitmap(node: PlanNode, heap: PlanNode, schema: Schema): boolean {
  const parts = node.Plans ?? [];
  const isWholePart = (part: PlanNode): boolean => isWholeBitmap(part, heap, schema);
  if (node['Node Type'] === 'BitmapAnd') return parts.every(isWholePart);
  if (node['Node Type'] === 'BitmapOr') return parts.some(isWholePart);
  return readsAllOf(node, heap.Schema ?? '', schema);
}

function readsAllOf(node: PlanNode, namespace: string, schema: Schema): boolean {
  const index = schema.index(namespace, node['Index Name'] ?? '');
  // A partial index holds no more than the rows that are wanted.
  if (index === undefined || index.partial) return false;
  const condition = node['Index Cond'];
  if (condition === undefined) return true;
  const [first] = index.columns;
  // A condition on the second column of a B-tree alone reads all of it.
  return index.method === 'btree' && typeof first === 'string' && !mentions(condition, first);
}

function mentions(condition: string, column: string): boolean {
  const name = column.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w$])"?${name}"?(?![\\w$])`).test(condition);
}
