import type { Rule } from './rule.ts';
import { migrations } from './rules/migrations.ts';
import { noLimitWithoutOrder } from './rules/no-limit-without-order.ts';
import { noNotInNullable } from './rules/no-not-in-nullable.ts';
import { noNullComparison } from './rules/no-null-comparison.ts';
import { noOffset } from './rules/no-offset.ts';
import { noSelectStar } from './rules/no-select-star.ts';
import { noDeleteWithoutWhere, noUpdateWithoutWhere } from './rules/no-write-without-where.ts';
import { ownedReads, ownedTables } from './rules/owned-tables.ts';
import { missingForeignKeyIndex, noSeqScan } from './rules/scans.ts';
import { unusedDisable } from './rules/unused-disable.ts';
import { unusedParameter } from './rules/unused-parameter.ts';
import { unusedQuery } from './rules/unused-query.ts';

/** All rules, in the order in which docs/codegen/reference/vet.md lists them. */
export const RULES: readonly Rule[] = [
  unusedQuery,
  unusedParameter,
  noSelectStar,
  noUpdateWithoutWhere,
  noDeleteWithoutWhere,
  missingForeignKeyIndex,
  noSeqScan,
  noOffset,
  noLimitWithoutOrder,
  noNotInNullable,
  noNullComparison,
  ownedTables,
  ownedReads,
  migrations,
  unusedDisable,
];
