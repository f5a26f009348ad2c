import { QueryParameterError, QueryResultError } from './errors.ts';

/** `2024-02-29 12:34:56.789+00`: what nearly every server sends nearly always, and `Date` reads once it has a `T`. */
const COMMON = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(:\d\d)?$/;
/** Years beyond 9999, before Christ, and offsets with seconds, as before there were time zones. */
const ANY =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/;

/**
 * A timestamptz column as a Date, which keeps milliseconds of PostgreSQL's microseconds.
 * @throws {QueryResultError} `NOT_A_DATE` for `infinity` and years that a Date does not reach.
 */
export function timestamptz(value: unknown): Date {
  if (value instanceof Date) return value;
  const text = String(value);
  const common = COMMON.exec(text);
  const date =
    common === null
      ? readUncommon(text)
      : new Date(`${text.slice(0, 10)}T${text.slice(11)}${common[1] === undefined ? ':00' : ''}`);
  if (date === undefined || Number.isNaN(date.getTime()))
    throw new QueryResultError(
      'NOT_A_DATE',
      `A timestamptz column holds ${text}, which is no Date: select it as text ("column::text"), or keep it out`,
    );
  return date;
}

function readUncommon(text: string): Date | undefined {
  const parts = ANY.exec(text);
  if (parts === null) return undefined;
  const at = (index: number): number => Number(parts[index] ?? 0);
  const offset = (parts[8] === '-' ? -1 : 1) * ((at(9) * 60 + at(10)) * 60 + at(11));
  const date = new Date(0);
  date.setUTCFullYear(parts[12] === undefined ? at(1) : 1 - at(1), at(2) - 1, at(3));
  date.setUTCHours(at(4), at(5), at(6) - offset, Number((parts[7] ?? '').padEnd(3, '0')));
  return date;
}

/**
 * A Date as PostgreSQL reads it, in UTC: pg writes the process's local time, whose offset it rounds to minutes.
 * @throws {QueryParameterError} `INVALID_DATE`.
 */
export function instantText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new QueryParameterError('INVALID_DATE', 'A parameter is an invalid Date');
  const iso = date.toISOString();
  const year = date.getUTCFullYear();
  if (year >= 1 && year <= 9999) return iso;
  // "+012345-01-01T…" and "-000043-03-15T…": PostgreSQL counts without a sign, and knows no year 0.
  const rest = iso.slice('+012345'.length);
  return year >= 1 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}
