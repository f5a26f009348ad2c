import type { Rule } from './rule.ts';

const STATEMENT =
  /^\s*(?:--[^\n]*\n\s*)*(?:SELECT\s[\s\S]*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+[\w."]+\s+SET\s|DELETE\s+FROM\s|MERGE\s+INTO\s|TRUNCATE\s+|CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|TYPE|FUNCTION|SCHEMA|TRIGGER)\s|ALTER\s+(?:TABLE|TYPE)\s|DROP\s+(?:TABLE|TYPE|SCHEMA|INDEX|FUNCTION)\s|WITH\s+\w+\s+AS\s*\()/i;

/** Whether a string is a SQL statement on tables (control words such as BEGIN or LISTEN are not). */
export function looksLikeSql(text: string): boolean {
  return STATEMENT.test(text);
}

/** SQL lives in `queries/*.sql`, where codegen checks it, and in `db/migrations`; nowhere else. */
export const inlineSql: Rule = {
  create(context) {
    const message = 'SQL belongs in queries/*.sql, where codegen types and checks it';
    return {
      Literal(node) {
        if (typeof node.value === 'string' && looksLikeSql(node.value)) context.report({ node, message });
      },
      TemplateLiteral(node) {
        const text = node.quasis.map((part) => part.value.raw).join('?');
        if (looksLikeSql(text)) context.report({ node, message });
      },
    };
  },
};
