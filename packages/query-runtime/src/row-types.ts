import { bool, bytea, jsonDocument, number } from './decoders.ts';
import { QueryResultError } from './errors.ts';
import { timestamptz } from './instant.ts';

type Parser = (text: string) => unknown;

/** A driver's way to be told, per statement, how columns are read; pg's own. */
export interface RowTypes {
  getTypeParser(oid: number, format?: string): (value: never) => unknown;
}

/** Types that one function reads wherever they stand; generated code takes their values as they come. By oid, which never changes. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [16, bool],
  [17, bytea],
  [21, number],
  [23, number],
  [26, number],
  [700, number],
  [701, number],
  [114, jsonDocument],
  [3802, jsonDocument],
  [1184, timestamptz],
]);

const asText: Parser = (value) => value;

/** Not when the columns are announced: pg does not expect an error there, and it would end the process. */
const refuse: Parser = () => {
  throw new QueryResultError(
    'BINARY_RESULTS',
    'The client asks for binary results, which generated code does not read: leave out pg\'s option "binary"',
  );
};

/**
 * What generated code asks a driver to hand over: these types read, all others as PostgreSQL wrote them. pg's own
 * parsers, which a program may have replaced besides, make numbers of `numeric[]`, and of a `date` a local midnight
 * that is missing where clocks go forward at midnight.
 */
export const rowTypes = {
  getTypeParser: (oid: number, format?: string): Parser =>
    format === 'binary' ? refuse : (PARSERS.get(oid) ?? asText),
} satisfies RowTypes;
