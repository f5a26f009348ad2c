const COMMANDS = new Set(
  'abort begin close commit copy deallocate declare discard end execute fetch listen load lock move prepare release reset rollback savepoint set start unlisten'.split(
    ' ',
  ),
);
/** What may stand between `CREATE` and `TEMP`. */
const BETWEEN = new Set(['or', 'replace', 'global', 'local']);
const SKIPPED = /[\s;]+|--[^\n\r]*|\/\*/y;
const COMMENT_MARK = /\/\*|\*\//g;
const WORD = /\w*/y;

/**
 * Whether a statement begins or ends a transaction, changes what others find in the session, or needs what they left
 * there. It looks at the first words only: `SELECT set_config(…)` and `SELECT pg_advisory_lock(…)` pass.
 */
export function isSessionCommand(text: string): boolean {
  let { word, end } = readWord(text, 0);
  if (word !== 'create') return COMMANDS.has(word);
  do ({ word, end } = readWord(text, end));
  while (BETWEEN.has(word));
  return word === 'temp' || word === 'temporary';
}

/** The next word, behind blanks, empty statements and comments; an empty one where something else stands. */
function readWord(text: string, from: number): { word: string; end: number } {
  let start = from;
  for (SKIPPED.lastIndex = start; ; SKIPPED.lastIndex = start) {
    const skipped = SKIPPED.exec(text)?.[0];
    if (skipped === undefined) break;
    start = skipped === '/*' ? endOfComment(text, start) : start + skipped.length;
  }
  WORD.lastIndex = start;
  const word = WORD.exec(text)?.[0] ?? '';
  return { word: word.toLowerCase(), end: start + word.length };
}

/** PostgreSQL's comments nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  COMMENT_MARK.lastIndex = start;
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_MARK.lastIndex;
  }
  return text.length;
}
