/** `event_record` and `EventRecord` as `eventRecord`. */
export function camelCase(name: string): string {
  const joined = name.replaceAll(/_+([\p{L}\p{N}])/gu, (_, next: string) => next.toUpperCase());
  // Leading capitals of an all-capitals name fall together: ID → id, not iD.
  return /^[\p{Lu}\p{N}]+$/u.test(joined)
    ? joined.toLowerCase()
    : joined.replace(/^\p{Lu}/u, (first) => first.toLowerCase());
}

/** `eventRecord` and `EventRecord` as `event_record`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase();
}

/** `event_record` as `EventRecord`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** A name of SQL's, which may have any characters, as one that a type can have: `order items` as `OrderItems`. */
export function typeName(name: string): string {
  const plain = pascalCase(name.replaceAll(/[^\p{ID_Continue}$]/gu, '_'));
  return /^[\p{ID_Start}$]/u.test(plain) ? plain : `_${plain}`;
}

/** Endings whose s is no plural's. */
const SINGULAR_ENDINGS = /(?:ss|us|is|news|series|species)$/i;

/** The singular of a table's name: `endpoint_indexes` → `endpoint_index`. */
export function singular(name: string): string {
  if (SINGULAR_ENDINGS.test(name)) return name;
  if (/(?:status|alias|bus|virus)es$/i.test(name)) return name.slice(0, -2);
  if (/(?:ss|x|ch|sh)es$/i.test(name) && !/(?:cache|niche|axe)s$/i.test(name)) return name.slice(0, -2);
  if (/[^aeiou]ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  return name.replace(/s$/i, '');
}

/** A property as an object literal needs it. */
export function propertyKey(name: string): string {
  // Without brackets it would be the object's prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

/** A property access. */
export function propertyAccess(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}

/** A string literal in single quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/** Words that no function can be called. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

/** Names in generated code that no query's function may have: those it imports, and members of the class. */
export const RUNTIME_NAMES: ReadonlySet<string> = new Set(
  'array batchexactlyOne batchexec batchmany batchone bigint copyfrom execresult perRow bool boxes boxesText bytea choice chosen circle circleText date each exactlyOne exec execrows given int8 int8Value interval json jsonArray jsonDocument jsonOrNull many nestedArray nestedEach nullable number one orNull point pointText record recordText text timestamptz validColumn validElements validElementsOrNull validParameter withTx constructor'.split(
    ' ',
  ),
);

/**
 * What the function of a query is called. Who writes for sqlc did not choose the name with TypeScript in mind: what
 * cannot be a function's there, such as `Delete`, gets an ending.
 */
export function functionName({ name, dialect }: { readonly name: string; readonly dialect: string }): string {
  const plain = camelCase(name);
  return dialect === 'sqlc' && (RESERVED_WORDS.has(plain) || RUNTIME_NAMES.has(plain)) ? `${plain}Query` : plain;
}
