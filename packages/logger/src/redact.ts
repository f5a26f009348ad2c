/** What stands in the place of a secret. */
const redacted = '[redacted]';
const maxDepth = 12;

/** Names that hold a secret, without regard to case, hyphens and underscores, also at the end of a longer name. */
const secretName =
  /(?:apikey|secret|secrets|password|passwd|encryptionkey|privatekey|token|authorization|cookie|credentials)$/;

/** pino writes these itself; a field of the same name would appear twice in one JSON object. */
const reserved = new Set(['level', 'time', 'msg']);

const rules: readonly (readonly [RegExp, string])[] = [
  // API keys: what comes before the random part tells kind and environment, and is no secret.
  [/(?<![A-Za-z0-9])((?:tr|pk)_[a-z]+_)[A-Za-z0-9]+/g, `$1${redacted}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${redacted}`],
  // The password in a URL; it ends at the last @ before the path, as it may hold one itself.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@"']*):[^\s/"']+@/gi, `$1:${redacted}@`],
  // name=value and "name": "value", as in headers, query strings, connection strings and quoted JSON.
  [
    /((?:authorization|x-trigger-api-key|api[-_]?key|password|passwd|pwd|secret|token|encryption[-_]?key)\\?["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|\\"(?:[^"\\]|\\[^"])*\\"|'[^']*'|(?!\[redacted\])(?:(?:Bearer|Basic)\s+)?[^\s"'&,;}\\]+)/gi,
    `$1${redacted}`,
  ],
];

/** Takes keys, passwords and tokens out of a text. */
export function redactText(text: string): string {
  let result = text;
  for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement);
  return result;
}

function isSecretName(name: string): boolean {
  return secretName.test(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

function redactNamed(name: string, value: unknown, ancestors: readonly object[]): unknown {
  // Whether there is a secret is none.
  const harmless = value === null || value === undefined || typeof value === 'boolean';
  return !harmless && isSecretName(name) ? redacted : redactValue(value, ancestors);
}

function redactEntries(entries: Iterable<[string, unknown]>, ancestors: readonly object[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of entries)
    result[name === '__proto__' ? '_proto' : name] = redactNamed(name, value, ancestors);
  return result;
}

function redactError(error: Error, ancestors: readonly object[]): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...redactEntries(Object.entries(error), ancestors),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, ancestors) }),
    ...(error instanceof AggregateError ? { errors: redactValue(error.errors, ancestors) } : {}),
  };
}

function redactObject(value: object, ancestors: readonly object[]): unknown {
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= maxDepth) return '[too deep]';
  const inner = [...ancestors, value];
  if (value instanceof Error) return redactError(value, inner);
  if (Array.isArray(value)) return value.map((element: unknown) => redactValue(element, inner));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map)
    return redactEntries(
      [...value].map(([name, entry]: [unknown, unknown]) => [redactText(String(name)), entry]),
      inner,
    );
  if (value instanceof Set) return [...value].map((element: unknown) => redactValue(element, inner));
  if (value instanceof Headers || value instanceof URLSearchParams) return redactEntries(value.entries(), inner);
  if ('toJSON' in value && typeof value.toJSON === 'function') return redactValue(value.toJSON(), inner);
  return redactEntries(Object.entries(value), inner);
}

function redactValue(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  try {
    return redactObject(value, ancestors);
  } catch {
    return '[unreadable]'; // a getter or toJSON that throws must not take the caller down with its log line
  }
}

/** A copy of the fields of a log line that holds no secret and can be written as JSON. */
export function redactFields(fields: object): Record<string, unknown> {
  const copy = redactValue(fields, []);
  const record =
    typeof copy === 'object' && copy !== null && !Array.isArray(copy)
      ? Object.entries(copy)
      : [['fields', copy] as const];
  return Object.fromEntries(record.map(([name, value]) => [reserved.has(name) ? `_${name}` : name, value]));
}
