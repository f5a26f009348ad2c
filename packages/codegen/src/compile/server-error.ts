import type pg from 'pg';
import type { Catalog } from '../catalog/catalog.ts';
import type { Refusal } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { SentStatement } from '../sql/placeholders.ts';
import { spelling, type SourceQuery } from '../sql/source-query.ts';
import { suggest } from '../suggest/suggest.ts';

/** A refusal of the server, said of the file: at the token the user wrote, with the parameters' own names. */
export async function toDiagnostic(
  { client, catalog }: { client: pg.Client; catalog: Catalog },
  query: SourceQuery,
  sent: SentStatement,
  refusal: Refusal,
): Promise<Diagnostic> {
  const { sqlState, detail, hint } = await explain(client, sent.text);
  const number = Number(/\$(\d+)/.exec(refusal.message)?.[1] ?? 0);
  const parameter = query.parameters[number - 1];
  const offset =
    refusal.position === undefined ? (parameter?.uses[0]?.start ?? query.body.start) : sent.toSource(refusal.position);
  const untyped =
    sqlState === '42P18' && parameter !== undefined
      ? `Write its type: "${spelling(query, parameter)}::text".`
      : undefined;
  return {
    severity: 'error',
    source: query.source,
    offset,
    message: withNames(refusal.message, query),
    sqlState,
    detail: detail === undefined ? undefined : withNames(detail, query),
    hint: combine(
      suggest(query, { sqlState, message: refusal.message, detail, offset }, catalog),
      refusal.hint ?? hint ?? untyped,
    ),
  };
}

/** Ours and PostgreSQL's. Its words on a column name one too, with more knowledge; those on a function are always the same. */
function combine(ours: string | undefined, theirs: string | undefined): string | undefined {
  return (theirs?.startsWith('Perhaps') === true ? undefined : ours) ?? theirs;
}

function withNames(message: string, query: SourceQuery): string {
  return message.replaceAll(/\$(\d+)/g, (placeholder, number: string) => {
    const parameter = query.parameters[Number(number) - 1];
    return parameter === undefined ? placeholder : spelling(query, parameter);
  });
}

/** pgtyped's description of an error leaves out SQLSTATE and DETAIL: the statement is prepared once more to get them. */
async function explain(
  client: pg.Client,
  text: string,
): Promise<{ sqlState?: string; detail?: string; hint?: string }> {
  try {
    await client.query(`PREPARE kongflow_codegen AS ${text}`);
    await client.query('DEALLOCATE kongflow_codegen');
    return {};
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const text = (name: string): string | undefined => {
      const value: unknown = Reflect.get(error, name);
      return typeof value === 'string' ? value : undefined;
    };
    const [sqlState, detail, hint] = ['code', 'detail', 'hint'].map(text);
    return {
      ...(sqlState === undefined ? {} : { sqlState }),
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
