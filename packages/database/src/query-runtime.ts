/**
 * What generated query functions call. It lives in a package of its own, without dependencies, for those who generate
 * code and have a pool of their own; whoever has this package need not name the other one as well.
 */
export * from '@kongflow/query-runtime';
