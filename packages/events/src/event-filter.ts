/**
 * What an event filter matches. The grammar is `EventFilterSchema` of `@kongflow/protocol`; only what it accepted comes
 * here. The rules are those of the newest trigger.dev v2 server, with one deviation: a key of a filter looks at the own
 * keys of JSON objects only. The original also found inherited properties (`toString`) and the characters and the length
 * of texts and arrays, so that `{"length": [{"$gt": 3}]}` matched what no sender had written.
 */
import type { ContentFilter, EventFilter, EventMatcher } from '@kongflow/protocol';

/** Ignores case, heeds accents. One fixed locale: a dispatcher must not match by the language of the machine. */
const ignoringCase = new Intl.Collator('en', { sensitivity: 'accent' });

/**
 * Tells whether a value matches a filter: every key of the filter must match the value's key of the same name. Keys that
 * the filter does not name are ignored.
 *
 * Where there is no value (absent or null) only the empty filter matches, even if the filter asks for `$exists: false`.
 * A value that is not an object has no keys, and is matched as an object without any.
 *
 * @param value any JSON value, or undefined where there is none
 * @example
 * matchesFilter({ user: { plan: 'pro', age: 31 } }, { user: { plan: ['pro'], age: [{ $gte: 18 }] } }); // true
 */
export function matchesFilter(value: unknown, filter: EventFilter): boolean {
  const conditions = Object.entries(filter);
  if (value === undefined || value === null) return conditions.length === 0;
  return conditions.every(([key, condition]) => {
    const member = memberOf(value, key);
    return Array.isArray(condition) ? matchesMatcher(member, condition) : matchesNested(member, condition);
  });
}

/** An array matches when one element does: a whole element, so the empty array matches nothing, not even `{}`. */
function matchesNested(value: unknown, filter: EventFilter): boolean {
  return Array.isArray(value) ? value.some((element) => matchesFilter(element, filter)) : matchesFilter(value, filter);
}

/** Scalars are alternatives and operators must all hold; an empty list asks for nothing. */
function matchesMatcher(value: unknown, matcher: EventMatcher): boolean {
  if (isOperators(matcher)) return matcher.every((operator) => matchesOperator(value, operator));
  return matcher.length === 0 || matcher.some((expected) => expected === value);
}

function isOperators(matcher: EventMatcher): matcher is ContentFilter[] {
  return typeof matcher[0] === 'object';
}

function matchesOperator(value: unknown, operator: ContentFilter): boolean {
  if ('$startsWith' in operator) return typeof value === 'string' && value.startsWith(operator.$startsWith);
  if ('$endsWith' in operator) return typeof value === 'string' && value.endsWith(operator.$endsWith);
  if ('$ignoreCaseEquals' in operator) {
    return typeof value === 'string' && ignoringCase.compare(value, operator.$ignoreCaseEquals) === 0;
  }
  if ('$exists' in operator) return (value !== undefined) === operator.$exists;
  if ('$isNull' in operator) return (value === null) === operator.$isNull;
  if ('$anythingBut' in operator) {
    const excluded = operator.$anythingBut;
    return Array.isArray(excluded) ? !excluded.some((scalar) => scalar === value) : excluded !== value;
  }
  if ('$includes' in operator) return Array.isArray(value) && value.includes(operator.$includes);
  if ('$not' in operator)
    return Array.isArray(value) ? !value.includes(operator.$not) : isOtherScalar(value, operator.$not);
  if (typeof value !== 'number') return false;
  if ('$gt' in operator) return value > operator.$gt;
  if ('$gte' in operator) return value >= operator.$gte;
  if ('$lt' in operator) return value < operator.$lt;
  if ('$lte' in operator) return value <= operator.$lte;
  const [low, high] = operator.$between;
  return low <= value && value <= high;
}

/** `$not` speaks of values that are there: absent, null and objects do not match it. */
function isOtherScalar(value: unknown, excluded: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && value !== excluded;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
