import type { TestAnalyser } from './analyser.ts';

/**
 * For each output column: "+" if it is never null, "?" if it may be, and after that for an array "[+]" or "[?]", the
 * same of its elements. What is never null must not be null in the rows either: that is a "!".
 */
export async function nullsOf(analyser: TestAnalyser, statement: string, elements = false): Promise<string> {
  const { columns } = await analyser.analyse(statement);
  const rows = statement.includes('$1') ? [] : await rowsOf(analyser, statement);
  return columns
    .map(({ notNull, elementsNotNull }, index) => {
      const values = rows.map((row) => row[index]);
      const broken = notNull && values.includes(null);
      const holdsNull = elementsNotNull && values.some((value) => Array.isArray(value) && value.flat(9).includes(null));
      return `${notNull ? '+' : '?'}${elements ? (elementsNotNull ? '[+]' : '[?]') : ''}${broken || holdsNull ? '!' : ''}`;
    })
    .join('');
}

async function rowsOf({ client }: TestAnalyser, statement: string): Promise<unknown[][]> {
  await client.query('BEGIN');
  try {
    return (await client.query<unknown[]>({ text: statement, rowMode: 'array' })).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}
