import type { Diagnostic, SourceText } from '../../diagnostic.ts';
import { readBranches } from '../branches/read-branches.ts';
import type { Replacement, SourceQuery } from '../source-query.ts';
import { isComment } from '../split-file.ts';
import { readStatement } from './read-statement.ts';
import { splitSqlcFile } from './split-sqlc-file.ts';

/** The queries of a .sql file in sqlc's dialect, and all that is wrong with how it is written. */
export function readSqlcQueries(source: SourceText): { queries: SourceQuery[]; diagnostics: Diagnostic[] } {
  const { blocks, diagnostics } = splitSqlcFile(source);
  const queries: SourceQuery[] = [];
  for (const { name, nameAt, cardinality, doc, body, tokens: all } of blocks) {
    const problems: Diagnostic[] = [];
    const tokens = all.filter((token) => !isComment(token));
    const statement = readStatement(source.text, tokens, (offset, message, hint) => {
      problems.push({ severity: 'error', source, offset, message, hint });
    });
    const units = [...statement.replacements, ...statement.embeds].map(({ span }) => span);
    const { parameters } = statement;
    const branches = readBranches({ source, dialect: 'sqlc', cardinality, tokens: all, parameters, units }, (each) => {
      (each.severity === 'error' ? problems : diagnostics).push(each);
    });
    diagnostics.push(...problems);
    if (problems.length > 0 || cardinality === undefined) continue;
    const metaCommands = all
      .filter(({ kind }) => kind === 'meta-command')
      .map(({ start, end }): Replacement => ({ span: { start, end }, text: '' }));
    queries.push({
      source,
      dialect: 'sqlc',
      name,
      nameAt,
      cardinality,
      doc,
      body,
      tokens,
      parameters,
      replacements: [...statement.replacements, ...metaCommands],
      embeds: statement.embeds,
      ...(branches === undefined ? {} : { branches }),
    });
  }
  const isClean = ({ nameAt, body }: SourceQuery): boolean =>
    !diagnostics.some(({ severity, offset }) => severity === 'error' && offset >= nameAt && offset <= body.end);
  return { queries: queries.filter(isClean), diagnostics };
}
