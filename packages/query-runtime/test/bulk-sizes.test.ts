import { describe, expect, it } from 'vitest';
import { copyfrom, type Queryable } from '../src/index.ts';

const insert = { name: 'Insert', text: 'INSERT INTO things SELECT * FROM unnest($1::text[], $2::bytea[])' };

/** A database that answers as if each row had been inserted, and keeps how many rows each statement had. */
function recording(): Queryable & { readonly statements: number[] } {
  const statements: number[] = [];
  const ignore = (): void => undefined;
  const record = (text: string): number => {
    const rows = text.length === 2 ? 0 : text.split(',').length;
    statements.push(rows);
    return rows;
  };
  return {
    statements,
    query: async (config) => {
      if (!('submit' in config)) return { rows: [], rowCount: record(String(config.values[0])) };
      const counts: number[] = [];
      const connection = {
        parsedStatements: {},
        stream: {},
        parse: ignore,
        bind: ({ values }: { values: string[] }) => counts.push(record(values[0] ?? '')),
        describe: ignore,
        execute: ignore,
        sync: ignore,
      };
      const call = (method: string, argument: unknown): unknown => Reflect.get(config, method).call(config, argument);
      call('submit', connection);
      for (const count of counts) call('handleCommandComplete', { text: `INSERT 0 ${count}` });
      call('handleReadyForQuery', undefined);
      return { rows: [], rowCount: null };
    },
  };
}

async function copy(db: Queryable, rows: readonly (readonly [string | null, Uint8Array | null])[]): Promise<number> {
  return copyfrom(db, insert, rows, (all) => [all.map(([text]) => text), all.map(([, bytes]) => bytes)]);
}

describe('rows of a bulk insert', () => {
  it.each([
    [1, [1]],
    [10_000, [10_000]],
    [10_001, [10_000, 1]],
    [20_000, [10_000, 10_000]],
  ])('%d short ones', async (count, statements) => {
    const db = recording();
    expect(
      await copy(
        db,
        Array.from({ length: count }, () => ['x', null]),
      ),
    ).toBe(count);
    expect(db.statements).toEqual(statements);
  });

  it('long ones are fewer in a statement, whose text would be too long, and one alone is sent as it is', async () => {
    const long = 'x'.repeat(2 ** 24);
    const longest = 'x'.repeat(2 ** 25 + 1);
    const bytes = Buffer.alloc(2 ** 23);
    const db = recording();
    const rows = [
      [long, null],
      [null, bytes],
      ['x', null],
      [longest, null],
      ['x', null],
    ] as const;
    expect(await copy(db, rows)).toBe(rows.length);
    expect(db.statements).toEqual([2, 1, 1, 1]);
  });
});
