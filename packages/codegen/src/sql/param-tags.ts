/** A field of an object: `age!`. */
export interface TagField {
  readonly name: string;
  readonly required: boolean;
}

/** `@param ids -> (...)`, `@param user -> (name, age!)` or `@param users -> ((name, age!)...)` in a header. */
export interface ParamTag {
  readonly name: string;
  /** Offset of the name in the file. */
  readonly at: number;
  readonly kind: 'list' | 'object' | 'objects';
  /** Of a list none. */
  readonly fields: readonly TagField[];
}

type Fail = (offset: number, message: string, hint?: string) => void;

const HINT =
  'Write "@param ids -> (...)" for a list, "@param user -> (name, age!)" for an object, "@param users -> ((name, age!)...)" for a list of objects.';

const HEAD = /@param\s+([A-Za-z_]\w*)\s*->\s*/y;
const LIST = /\(\s*\.\.\.\s*\)/y;
const OBJECT = /\(([^()]*)\)/y;
const OBJECTS = /\(\s*\(([^()]*)\)\s*\.\.\.\s*\)/y;

/**
 * Reads what stands behind the name in a header of pgtyped's.
 * @param text that part of it
 * @param at where it begins in the file
 */
export function readParamTags(text: string, at: number, fail: Fail): ParamTag[] {
  const tags: ParamTag[] = [];
  for (let from = skipBlanks(text, 0); from < text.length;) {
    const read = readTag(text, from, at, fail);
    if (read === undefined) break;
    const { tag, end } = read;
    if (tags.some(({ name }) => name === tag.name)) fail(tag.at, `"@param ${tag.name}" is there twice`);
    tags.push(tag);
    from = skipBlanks(text, end);
  }
  return tags;
}

function readTag(text: string, from: number, at: number, fail: Fail): { tag: ParamTag; end: number } | undefined {
  const word = /^@\w+/.exec(text.slice(from))?.[0];
  if (word === undefined) {
    fail(
      at + from,
      'pgtyped accepts nothing but "@name" and "@param" in a header',
      'Put documentation into line comments below it.',
    );
    return undefined;
  }
  if (word !== '@param') {
    fail(at + from, `there is no "${word}" in a header`, HINT);
    return undefined;
  }
  const head = match(HEAD, text, from);
  const start = head === undefined ? from : from + head[0].length;
  const list = match(LIST, text, start);
  const objects = match(OBJECTS, text, start);
  const written = list ?? objects ?? match(OBJECT, text, start);
  if (head === undefined || written === undefined) {
    fail(at + from, 'this says neither list nor object', HINT);
    return undefined;
  }
  const fieldsAt = start + written[0].indexOf(written[1] ?? '');
  const fields = list === undefined ? readFields(written[1] ?? '', at + fieldsAt, fail) : [];
  if (fields === undefined) return undefined;
  const name = head[1] ?? '';
  const kind = list === undefined ? (objects === undefined ? 'object' : 'objects') : 'list';
  const nameAt = at + from + head[0].indexOf(name, '@param'.length);
  return { tag: { name, at: nameAt, kind, fields }, end: start + written[0].length };
}

/** A comma may stand behind the last. */
function readFields(text: string, at: number, fail: Fail): TagField[] | undefined {
  const fields: TagField[] = [];
  const parts = text.split(',');
  let offset = at;
  for (const [index, part] of parts.entries()) {
    const here = offset + skipBlanks(part, 0);
    offset += part.length + 1;
    if (part.trim() === '' && index === parts.length - 1 && index > 0) break;
    const field = /^([A-Za-z_]\w*)\s*(!?)$/.exec(part.trim());
    const name = field?.[1];
    if (name === undefined) {
      fail(
        here,
        part.trim() === '' ? 'here a field is missing' : `"${part.trim()}" is not the name of a field`,
        part.trim().endsWith('?')
          ? 'pgtyped reads no "?" here. A field may be null where the column that it is stored in may be.'
          : 'Use letters, digits and underscores, and "!" for what is never null.',
      );
      return undefined;
    }
    if (fields.some((each) => each.name === name)) fail(here, `two fields are called "${name}"`);
    fields.push({ name, required: field?.[2] === '!' });
  }
  return fields;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function skipBlanks(text: string, from: number): number {
  const rest = text.slice(from).search(/\S/);
  return rest === -1 ? text.length : from + rest;
}
