import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../../src/plan/plan-node.ts';
import { Schema } from '../../src/plan/read-schema.ts';
import { findScans } from '../../src/plan/scans.ts';

const table = (oid: number, name: string, root = oid) => ({
  oid,
  schema: 'public',
  name,
  root,
  sqlName: name,
  visible: true,
  isView: false,
});
const index = (name: string, columns: (string | null)[], more: { method?: string; partial?: boolean } = {}) => ({
  schema: 'public',
  name,
  table: 1,
  method: 'btree',
  partial: false,
  columns,
  ...more,
});

const schema = new Schema({
  tables: [table(1, 'users'), table(2, 'events'), table(3, 'events_1', 2)],
  foreignKeys: [],
  indexes: [
    index('by_team', ['team', 'nick']),
    index('by_lower', [null]),
    index('by_tags', ['tags'], { method: 'gin' }),
    index('by_both', ['tags', 'team'], { method: 'gin' }),
    index('pending', ['id'], { partial: true }),
    index('odd', ['a.b']),
  ],
});

const node = (type: string, more: Partial<PlanNode> = {}): PlanNode => ({ 'Node Type': type, ...more });
const on = (type: string, name: string, more: Partial<PlanNode> = {}): PlanNode =>
  node(type, { 'Relation Name': 'users', Schema: 'public', 'Index Name': name, ...more });
const seqScan = (more: Partial<PlanNode> = {}): PlanNode =>
  node('Seq Scan', { 'Relation Name': 'users', Schema: 'public', ...more });
const bitmap = (name: string, condition: string): PlanNode =>
  node('Bitmap Index Scan', { 'Index Name': name, 'Index Cond': condition });
const heap = (child: PlanNode): PlanNode =>
  node('Bitmap Heap Scan', { 'Relation Name': 'users', Schema: 'public', Plans: [child] });
const found = (plan: PlanNode): string[] => findScans(plan, schema).map(({ table: { name } }) => name);

const wide = bitmap('by_team', '(nick = $1)');
const narrow = bitmap('by_team', '(team = $1)');

describe('a table is read from end to end', () => {
  it.each<[string, PlanNode]>([
    ['by a sequential scan', seqScan()],
    ['through an index that nothing is looked up in', on('Index Only Scan', 'by_team')],
    ['through the second column of an index', on('Index Scan', 'by_team', { 'Index Cond': '(nick = $1)' })],
    ['by a bitmap of such an index', heap(wide)],
    ['by a bitmap of which one half is such an index', heap(node('BitmapOr', { Plans: [narrow, wide] }))],
    ['by two such bitmaps', heap(node('BitmapAnd', { Plans: [wide, wide] }))],
    ['under a LIMIT, for a condition', node('Limit', { Plans: [seqScan({ Filter: '(a = 1)' })] })],
    ['under a LIMIT, to be sorted', node('Limit', { Plans: [node('Sort', { Plans: [seqScan()] })] })],
    [
      'under a LIMIT, for each row of another',
      node('Limit', {
        Plans: [node('Nested Loop', { Plans: [node('Result'), seqScan({ 'Parent Relationship': 'Inner' })] })],
      }),
    ],
    [
      'where the name of the first column is part of another',
      on('Index Scan', 'by_team', { 'Index Cond': '(team_size = 1)' }),
    ],
  ])('%s', (_, plan) => {
    expect(found(plan)).toEqual(['users']);
  });
});

describe('a table is not read from end to end', () => {
  it.each<[string, PlanNode]>([
    ['when a row is looked up', on('Index Scan', 'by_team', { 'Index Cond': '((team = $1) AND (nick = $2))' })],
    ['through an index on an expression', on('Index Scan', 'by_lower', { 'Index Cond': '(lower(nick) = $1)' })],
    ['through a column that is quoted', on('Index Scan', 'odd', { 'Index Cond': '("a.b" = 1)' })],
    ['through a partial index', on('Index Scan', 'pending')],
    ['through any column of a GIN index', heap(bitmap('by_both', '(team = 1)'))],
    ['by a bitmap', heap(narrow)],
    ['by bitmaps that are all narrow', heap(node('BitmapOr', { Plans: [narrow, bitmap('by_tags', '(tags @> $1)')] }))],
    ['by two bitmaps of which one is narrow', heap(node('BitmapAnd', { Plans: [narrow, wide] }))],
    ['under a LIMIT', node('Limit', { Plans: [node('LockRows', { Plans: [seqScan()] })] })],
    ['when it is a catalog of the server', seqScan({ 'Relation Name': 'pg_class', Schema: 'pg_catalog' })],
  ])('%s', (_, plan) => {
    expect(found(plan)).toEqual([]);
  });
});

it('names the partitioned table once, whatever partitions are read', () => {
  const partition = node('Seq Scan', { 'Relation Name': 'events_1', Schema: 'public', Filter: '(at > $1)' });
  const plan = node('Append', { Plans: [partition, partition] });
  expect(findScans(plan, schema)).toEqual([{ table: table(2, 'events'), filter: '(at > $1)' }]);
});
