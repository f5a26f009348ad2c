import { listMembership } from './list-membership.ts';
import type { ParamTag } from './param-tags.ts';
import { rowsOf } from './rows-form.ts';
import type { Replacement, SourceParameter, Span } from './source-query.ts';
import type { Token } from './tokenize.ts';

type Fail = (offset: number, message: string, hint?: string) => void;

/** A parameter while its uses are being collected. */
interface Named {
  required: boolean;
  nullable: boolean;
  readonly uses: Span[];
}

/**
 * The parameters of a statement of pgtyped's, and what else is replaced for them.
 * @param tokens the statement's, without comments, each `?` of a `:name?` joined with the name
 * @param tags what the header says of them
 */
export function readParameters(
  text: string,
  tokens: readonly Token[],
  tags: readonly ParamTag[],
  fail: Fail,
): { parameters: SourceParameter[]; replacements: Replacement[] } {
  const named = collect(text, tokens, fail);
  for (const { name, at } of tags)
    if (!named.has(name)) fail(at, `the statement has no ":${name}"`, `Take "@param ${name}" out of the header.`);
  const replacements: Replacement[] = [];
  const parameters = [...named].flatMap(([name, found]): SourceParameter[] => {
    const tag = tags.find((each) => each.name === name);
    const plain = { name, ...found, inferred: false, prefix: '' };
    if (tag === undefined) return [plain];
    if (tag.kind === 'list') {
      replacements.push(...found.uses.flatMap((use) => listReplacements(text, tokens, name, use, fail)));
      return [plain];
    }
    const many = tag.kind === 'objects';
    if (found.nullable)
      fail(
        found.uses[0]?.start ?? tag.at,
        `":${name}" is ${many ? 'a list of objects' : 'an object'}, and always given`,
      );
    if (many) checkRows(text, tokens, name, found.uses, fail);
    return tag.fields.map((field) => ({
      ...plain,
      name: `${name}.${field.name}`,
      required: field.required,
      nullable: false,
      field: { object: name, name: field.name, many },
    }));
  });
  return { parameters, replacements };
}

function collect(text: string, tokens: readonly Token[], fail: Fail): Map<string, Named> {
  const all = new Map<string, Named>();
  for (const { kind, start, end } of tokens) {
    if (kind !== 'parameter') continue;
    const written = text.slice(start + 1, end);
    const name = written.replace(/[!?]$/, '');
    const known = all.get(name) ?? { required: false, nullable: false, uses: [] };
    all.set(name, known);
    if ((known.required && written.endsWith('?')) || (known.nullable && written.endsWith('!')))
      fail(start, `":${name}" is marked "!" and "?"`, 'It is one parameter wherever it stands: write one of the two.');
    known.required ||= written.endsWith('!');
    known.nullable ||= written.endsWith('?');
    known.uses.push({ start, end });
  }
  return all;
}

/** `x IN :ids` is sent as `x = ANY ($1)`. */
function listReplacements(
  text: string,
  tokens: readonly Token[],
  name: string,
  use: Span,
  fail: Fail,
): readonly Replacement[] {
  const index = tokens.findIndex(({ start }) => start === use.start);
  const membership = listMembership(text, tokens, index, use.start);
  if (membership !== undefined) return [membership, { span: { start: use.end, end: use.end }, text: ')' }];
  const before = tokens[index - 1];
  const isInParentheses =
    before !== undefined &&
    text.slice(before.start, before.end) === '(' &&
    listMembership(text, tokens, index - 1, use.start) !== undefined;
  fail(
    use.start,
    isInParentheses ? `":${name}" brings its own parentheses` : `":${name}" is a list, and stands behind IN`,
    isInParentheses
      ? `Write "IN :${name}".`
      : `Write "x IN :${name}" or "x NOT IN :${name}". For an array, as in "= ANY (:${name})", take "@param ${name}" out of the header.`,
  );
  return [];
}

function checkRows(text: string, tokens: readonly Token[], name: string, uses: readonly Span[], fail: Fail): void {
  const wrong = uses.find((use) => rowsOf(text, tokens, use) === undefined);
  if (wrong !== undefined)
    fail(
      wrong.start,
      `":${name}" is a list of objects, and stands for all the rows of VALUES or all of an IN`,
      `Write "VALUES :${name}" or "(name, age) IN (:${name})". Elsewhere take arrays: "FROM unnest(:names::text[], :ages::int[])".`,
    );
}
