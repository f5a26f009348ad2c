// The house rules that no stock linter knows, as an oxlint plugin (ESLint's rule API).
import { floors } from './floors.ts';
import { inlineSql } from './inline-sql.ts';

export default {
  meta: { name: 'kongflow' },
  rules: { floors, 'inline-sql': inlineSql },
};
