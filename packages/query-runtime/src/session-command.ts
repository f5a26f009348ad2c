// Each kind of comment in a form that cannot be read in two ways: a text with many of them must not take long to refuse.
const SESSION_COMMAND =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:abort|begin|close|commit|copy|deallocate|declare|discard|end|execute|fetch|listen|load|lock|move|prepare|release|reset|rollback|savepoint|set|start|unlisten|create\s+(?:(?:global|local)\s+)?temp(?:orary)?)\b/i;

/**
 * Whether a statement begins or ends a transaction, changes what others find in the session, or needs what they left
 * there. It looks at the first word only: `SELECT set_config(…)` and `SELECT pg_advisory_lock(…)` pass.
 */
export function isSessionCommand(text: string): boolean {
  return SESSION_COMMAND.test(text);
}
