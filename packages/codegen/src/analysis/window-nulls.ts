import { COLLECTING_AGGREGATES, NEVER_NULL_WINDOW_FUNCTIONS, SKIPPING_AGGREGATES } from './known-functions.ts';
import { field, listField, nodesField, numberField, type TreeNode } from './tree.ts';

/** Bits of a window's frame, as parsenodes.h has them. */
const FRAME = {
  range: 0x2,
  startsUnbounded: 0x20,
  endsUnbounded: 0x1_00,
  startsHere: 0x2_00,
  endsHere: 0x4_00,
  startsBefore: 0x8_00,
  endsAfter: 0x40_00,
  withoutRow: 0x80_00,
  withoutGroup: 0x1_00_00,
};

/** What picks a row of the frame that is always there. */
const FRAME_ENDS = new Set(['first_value', 'last_value']);

/** What looks at a row that may not be there, and then takes its third argument. */
const NEIGHBOURS = new Set(['lag', 'lead']);

/** When a window function is null: as its arguments are, the first of which may be another row's; or perhaps. */
export type WindowNulls = 'never' | 'as-arguments' | 'as-of-other-row' | 'perhaps';

/** @param name the function's, if PostgreSQL brought it along */
export function windowNulls(name: string, call: TreeNode, query: TreeNode): WindowNulls {
  if (NEVER_NULL_WINDOW_FUNCTIONS.has(name)) return name === 'ntile' ? 'as-arguments' : 'never';
  if (NEIGHBOURS.has(name)) return listField(call, 'args').length === 3 ? 'as-of-other-row' : 'perhaps';
  if (field(call, 'aggfilter') !== null || !frameHoldsRow(call, query)) return 'perhaps';
  if (COLLECTING_AGGREGATES.has(name)) return 'never';
  if (FRAME_ENDS.has(name)) return 'as-of-other-row';
  return SKIPPING_AGGREGATES.has(name) ? 'as-arguments' : 'perhaps';
}

/** Whether the row at hand is among those that the function looks at, so that there is one. */
function frameHoldsRow(call: TreeNode, query: TreeNode): boolean {
  const window = nodesField(query, 'windowClause').find(
    (each) => numberField(each, 'winref') === numberField(call, 'winref'),
  );
  if (window === undefined) return false;
  const options = numberField(window, 'frameOptions');
  const has = (bits: number): boolean => (options & bits) !== 0;
  // RANGE compares with an offset, which nulls, NaN and infinite times do in their own ways.
  const counts = !has(FRAME.range);
  return (
    (has(FRAME.startsUnbounded | FRAME.startsHere) || (counts && has(FRAME.startsBefore))) &&
    (has(FRAME.endsUnbounded | FRAME.endsHere) || (counts && has(FRAME.endsAfter))) &&
    !has(FRAME.withoutRow | FRAME.withoutGroup)
  );
}
