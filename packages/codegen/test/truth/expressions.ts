import { KINDS, type Atom, type Kind } from './fuzz-schema.ts';
import type { Tape } from './tape.ts';

/** Makes a subquery of one column, for which the atoms around it are in sight. */
type Subquery = (kind: Kind, outer: readonly Atom[], depth: number) => string;

/** Random expressions over what is in sight. */
export class Expressions {
  readonly tape: Tape;
  readonly #subquery: Subquery;

  constructor(tape: Tape, subquery: Subquery) {
    this.tape = tape;
    this.#subquery = subquery;
  }

  make(kind: Kind, atoms: readonly Atom[], depth: number): string {
    const { tape } = this;
    const own = atoms.filter((atom) => atom.kind === kind);
    if (own.length > 0 && (depth <= 0 || tape.below(5) < 2)) return tape.pick(own).sql;
    if (depth <= 0 || tape.rarely(6)) return this.#constant(kind);
    const each = (of: Kind): string => this.make(of, atoms, depth - 1);
    const several = (of: Kind): string => tape.list(1, 3, () => each(of)).join(', ');
    if (tape.below(3) === 0) return this.#general(kind, atoms, depth, each);
    return this.#specific(kind, each, several, atoms, depth);
  }

  #constant(kind: Kind): string {
    const { tape } = this;
    if (tape.rarely(4)) return `NULL::${KINDS[kind]}`;
    const constants: Readonly<Record<Kind, readonly string[]>> = {
      int: ['1', '0', '3', "'2'::int", '1::required_int'],
      text: [
        "'a'",
        "''",
        "'a,b'",
        "'A'::varchar(3)::text",
        "'red'::color::text",
        'CURRENT_USER::text',
        'CURRENT_SCHEMA::text',
      ],
      bool: ['true', 'false', "'t'::bool"],
      ts: ['now()', "'2024-01-31 UTC'::timestamptz", "'infinity'::timestamptz", 'CURRENT_TIMESTAMP'],
      json: [`'{"k": null}'::jsonb`, "'null'::jsonb", "'[1, null]'::jsonb", `'{"k": "a"}'::jsonb`],
      ints: ["'{1,2}'::int[]", "'{1,NULL}'::int[]", "'{}'::int[]", 'ARRAY[1, 2]'],
      texts: ["'{a,b}'::text[]", "'{a,NULL}'::text[]", "ARRAY['a']"],
      color: ["'red'::color", "'blue'::color"],
      pair: ['ROW(1, NULL)::pair', "'(1,a)'::pair"],
    };
    return tape.pick(constants[kind]);
  }

  /** What there is for every type. */
  #general(kind: Kind, atoms: readonly Atom[], depth: number, each: (of: Kind) => string): string {
    const one = (): string => each(kind);
    const test = (): string => each('bool');
    const value = this.tape.pick<Kind>(['int', 'text']);
    return this.tape.run([
      () => `coalesce(${one()}, ${one()})`,
      () => `CASE WHEN ${test()} THEN ${one()} ELSE ${one()} END`,
      () => `CASE WHEN ${test()} THEN ${one()} END`,
      () => `CASE ${each(value)} WHEN ${each(value)} THEN ${one()} WHEN ${each(value)} THEN ${one()} ELSE ${one()} END`,
      () => {
        const tested = one();
        return `CASE WHEN ${tested} IS NOT NULL THEN ${tested} ELSE ${one()} END`;
      },
      () => {
        const tested = one();
        return `CASE WHEN ${tested} IS NULL OR ${test()} THEN ${one()} ELSE ${tested} END`;
      },
      () => (kind === 'json' || kind === 'pair' ? one() : `nullif(${one()}, ${one()})`),
      () => (kind === 'json' || kind === 'pair' ? one() : `greatest(${one()}, ${one()})`),
      () => (kind === 'json' ? one() : `least(${one()}, ${one()})`),
      () => `(${this.#subquery(kind, atoms, depth - 1)})`,
      () => (kind === 'ints' || kind === 'texts' ? one() : `(ARRAY[${one()}, ${one()}])[${each('int')}]`),
      () => `(${one()})::${KINDS[kind]}`,
    ]);
  }

  #specific(
    kind: Kind,
    each: (of: Kind) => string,
    several: (of: Kind) => string,
    atoms: readonly Atom[],
    depth: number,
  ): string {
    const query = (of: Kind): string => this.#subquery(of, atoms, depth - 1);
    const int = (): string => each('int');
    const text = (): string => each('text');
    const bool = (): string => each('bool');
    const ts = (): string => each('ts');
    const json = (): string => each('json');
    switch (kind) {
      case 'int':
        return this.tape.run([
          () => `(${int()} + ${int()})`,
          () => `(${int()} - ${int()})`,
          () => `(- ${int()})`,
          () => `abs(${int()})`,
          () => `mod(${int()}, 5)`,
          () => `length(${text()})`,
          () => `strpos(${text()}, ${text()})`,
          () => `ascii(${text()})`,
          () => `cardinality(${each('ints')})`,
          () => `array_length(${each('ints')}, 1)`,
          () => `array_position(${each('ints')}, ${int()})`,
          () => `(${each('ints')})[1]`,
          () => `num_nulls(${several('int')})`,
          () => `num_nonnulls(VARIADIC ${each('texts')})`,
          () => `(${each('pair')}).x`,
          () => `extract(day FROM ${ts()})::int`,
          () => `extract(hour FROM ${ts()} - ${ts()})::int`,
          () => `extract(month FROM now())::int`,
          () => `sign(extract(epoch FROM ${ts()}))::int`,
          () => `(${bool()})::int`,
          () => `jsonb_array_length(jsonb_build_array(${json()}, ${int()}))`,
          () => `CASE WHEN jsonb_typeof(${json()}) IS NOT NULL THEN ('null'::jsonb)::int ELSE ${int()} END`,
          () => `width_bucket(${int()}, ARRAY[0, 2])`,
          () => `(${int()}::int8::int)`,
          () => `coalesce(${int()}, 1)::required_int`,
          () => `scale(${int()}::numeric / 'Infinity'::numeric)`,
          () => `scale('NaN'::numeric * ${int()})`,
          () => `regexp_count(${text()}, 'a')`,
        ]);
      case 'text':
        return this.tape.run([
          () => `(${text()} || ${text()})`,
          () => `(${text()} || ${int()})`,
          () => `lower(${text()})`,
          () => `upper(${text()})`,
          () => `concat(${several('text')})`,
          () => `concat(VARIADIC ${each('texts')})`,
          () => `concat_ws(${text()}, ${several('text')})`,
          () => `format('%s', ${text()})`,
          () => `substr(${text()}, 2)`,
          () => `substring(${text()} FROM 'a(.)')`,
          () => `split_part(${text()}, ',', 1)`,
          () => `replace(${text()}, 'a', ${text()})`,
          () => `regexp_replace(${text()}, 'a', 'b')`,
          () => `to_char(${ts()}, 'YYYY-MM')`,
          () => `to_char(${ts()}, ${text()})`,
          () => `to_char(now(), 'YYYY')`,
          () => `to_char(${int()}, '999')`,
          () => `${int()}::text`,
          () => `${each('color')}::text`,
          () => `${bool()}::text`,
          () => `(${json()} ->> 'k')`,
          () => `(${json()} #>> '{k}')`,
          () => `jsonb_typeof(${json()})`,
          () => `array_to_string(${each('texts')}, ',')`,
          () => `(string_to_array(${text()}, ','))[1]`,
          () => `(${each('texts')})[2]`,
          () => `(${each('pair')}).y`,
          () => `current_setting('no.such', true)`,
          () => `left(trim(${text()}), 2)`,
          () => `(${text()} COLLATE "C")`,
          () => `nullif(${text()}, 'a')`,
          () => `${each('ints')}::text`,
        ]);
      case 'bool':
        return this.#test(each, several, query);
      case 'ts':
        return this.tape.run([
          () => `(${ts()} + interval '1 day')`,
          () => `date_trunc('month', ${ts()})`,
          () => `(${ts()} + make_interval(days => ${int()} % 100))`,
          () => `(${ts()} AT TIME ZONE 'UTC' AT TIME ZONE 'UTC')`,
          () => `to_timestamp(${int()})`,
          () => `(${ts()})::date::timestamptz`,
        ]);
      case 'json':
        return this.tape.run([
          () => `(${json()} -> 'k')`,
          () => `(${json()} -> ${int()})`,
          () => `(${json()} #> '{k,l}')`,
          () => `(${json()})['k']`,
          () => `to_jsonb(${each(this.tape.pick<Kind>(['int', 'text', 'texts', 'pair']))})`,
          () => `jsonb_build_object('a', ${int()}, 'b', ${text()})`,
          () => `jsonb_build_array(${int()}, ${json()})`,
          () => `jsonb_build_array(VARIADIC ${each('texts')})`,
          () => `(${json()} || ${json()})`,
          () => `jsonb_set('{}'::jsonb, '{k}', ${json()})`,
          () => `jsonb_path_query_first(${json()}, '$.k')`,
          () => `JSON_OBJECT('a' VALUE ${int()} RETURNING jsonb)`,
          () => `JSON_ARRAY(${int()}, ${text()} NULL ON NULL RETURNING jsonb)`,
          () => `jsonb_strip_nulls(${json()})`,
        ]);
      case 'ints':
      case 'texts': {
        const of = kind === 'ints' ? 'int' : 'text';
        const array = (): string => each(kind);
        const element = (): string => each(of);
        return this.tape.run([
          () => `ARRAY[${several(of)}]`,
          () => `ARRAY(${query(of)})`,
          () => `(${array()} || ${array()})`,
          () => `(${array()} || ${element()})`,
          () => `(${element()} || ${array()})`,
          () => `array_append(${array()}, ${element()})`,
          () => `array_prepend(${element()}, ${array()})`,
          () => `array_remove(${array()}, ${element()})`,
          () => `array_remove(${array()}, NULL)`,
          () => `array_replace(${array()}, ${element()}, ${element()})`,
          () => `array_cat(${array()}, ${array()})`,
          () => `(${array()})[1:2]`,
          () => `array_fill(${element()}, ARRAY[2])`,
          () => (of === 'text' ? `string_to_array(${text()}, ',')` : `ARRAY[${element()}, 1]`),
          () => (of === 'text' ? `string_to_array(${text()}, ',', 'a')` : `'{1}'::int[]`),
          () => (of === 'text' ? `regexp_split_to_array(${text()}, ',')` : `'{2}'::int[]`),
          () => (of === 'text' ? `regexp_match(${text()}, '(a)|(b)')` : `ARRAY[${json()} IS NULL]::int[]`),
          () => (of === 'text' ? `${each('ints')}::text[]` : `ARRAY['null'::jsonb, '1']::int[]`),
        ]);
      }
      case 'color':
        return this.tape.run([
          () => `(enum_range(NULL::color))[1]`,
          () => `enum_first(${each('color')})`,
          () => `lower(${each('color')}::text)::color`,
        ]);
      case 'pair':
        return this.tape.run([
          () => `ROW(${int()}, ${text()})::pair`,
          () => `jsonb_populate_record(NULL::pair, ${json()})`,
        ]);
      default:
        return kind satisfies never;
    }
  }

  #test(each: (of: Kind) => string, several: (of: Kind) => string, query: (of: Kind) => string): string {
    const { tape } = this;
    const kind = tape.pick<Kind>(['int', 'text', 'int', 'text', 'ts', 'color', 'bool']);
    const one = (): string => each(kind);
    const array = tape.pick<'ints' | 'texts'>(['ints', 'texts']);
    const element = array === 'ints' ? 'int' : 'text';
    const operator = tape.pick(['=', '<', '<>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM']);
    return tape.run([
      () => `(${one()} ${operator} ${one()})`,
      () => `(${one()} IS NOT NULL)`,
      () => `(${one()} IS NULL)`,
      () => `(${each('bool')} AND ${each('bool')})`,
      () => `(${each('bool')} OR ${each('bool')})`,
      () => `(NOT ${each('bool')})`,
      () => `(${each('bool')} ${tape.pick(['IS TRUE', 'IS NOT TRUE', 'IS FALSE', 'IS UNKNOWN', 'IS NOT UNKNOWN'])})`,
      () => `(${one()} IN (${several(kind)}))`,
      () => `(${one()} NOT IN (${several(kind)}))`,
      () => `(${one()} BETWEEN ${one()} AND ${one()})`,
      () => `(${each(element)} = ANY(${each(array)}))`,
      () => `(${each(element)} <> ALL(${each(array)}))`,
      () => `(${each(array)} @> ${each(array)})`,
      () => `EXISTS (${query(kind)})`,
      () => `(${one()} IN (${query(kind)}))`,
      () => `(${one()} > ALL (${query(kind)}))`,
      () => `(${each('text')} LIKE ${each('text')})`,
      () => `(${each('text')} ~ 'a')`,
      () => `(${each('json')} ? 'k')`,
      () => `(${each('json')} @> ${each('json')})`,
      () => `(${each('json')} @@ '$.k == 1')`,
      () => `(${each('json')} @? '$.k[*]')`,
      () => `(ROW(${one()}, ${each('int')}) = ROW(${one()}, ${each('int')}))`,
      () => `(ROW(${one()}, ${each('int')}) < ROW(${one()}, ${each('int')}))`,
      () => `((${each('pair')}) IS NOT NULL)`,
      () => `(${each('json')}::text IS JSON)`,
      () => `starts_with(${each('text')}, ${each('text')})`,
      () => `isfinite(${each('ts')})`,
    ]);
  }
}
