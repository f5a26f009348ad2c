import type { RowTypes } from './row-types.ts';

/** A statement as generated code hands it over: named, so that PostgreSQL parses it once a connection, and with rows as arrays. */
export interface QueryConfig {
  name?: string;
  text: string;
  values: unknown[];
  rowMode: 'array';
  /** How columns are read, which is not pg's own way. */
  types?: RowTypes | undefined;
}

/** Rows as arrays, how many rows the statement touched, and which command it was. */
export interface QueryRows {
  rows: unknown[][];
  rowCount: number | null;
  command?: string | undefined;
}

/** All that generated code needs of a connection: `Database`, `Transaction` and pg's `Pool` and `Client` have it. */
export interface Queryable {
  query(config: QueryConfig): Promise<QueryRows>;
}

/** A statement's text and the name it is prepared under; the name holds a hash of the text, as one name may not carry two texts. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** False where connections are not the session's own, as behind some poolers: then it is sent without its name. */
  readonly prepared?: boolean;
}
