import type { Catalog } from '../catalog/catalog.ts';
import { numberField, type TreeNode } from './tree.ts';

/**
 * What is known of PostgreSQL's own functions and operators about nulls, by name. A name that is missing here is taken
 * to return null at times, which is safe; the user's functions always are.
 */

/** Aggregates that return a value even for no rows. */
export const NEVER_NULL_AGGREGATES: ReadonlySet<string> = new Set(['count', 'regr_count']);

/** Aggregates that keep null inputs, so that only an empty group makes them null. */
export const COLLECTING_AGGREGATES: ReadonlySet<string> = new Set([
  'array_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
]);

/** Aggregates that skip null inputs: null for an empty group, and for a group of nulls. */
export const SKIPPING_AGGREGATES: ReadonlySet<string> = new Set([
  'sum',
  'min',
  'max',
  'avg',
  'string_agg',
  'bool_and',
  'bool_or',
  'every',
  'bit_and',
  'bit_or',
  'bit_xor',
  'any_value',
  'mode',
  'percentile_cont',
  'percentile_disc',
]);

export const NEVER_NULL_WINDOW_FUNCTIONS: ReadonlySet<string> = new Set([
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
  'ntile',
  'count',
]);

/** Functions that return a value whatever they are given. */
export const TOTAL_FUNCTIONS: ReadonlySet<string> = words(
  'now statement_timestamp clock_timestamp transaction_timestamp timeofday gen_random_uuid uuidv4 pi version pg_typeof current_database',
  'pg_backend_pid txid_current pg_current_xact_id concat num_nulls num_nonnulls array_append array_prepend',
  'json_build_object jsonb_build_object json_build_array jsonb_build_array enum_range enum_first enum_last',
);

const TEXT_FUNCTIONS = words(
  'lower upper initcap length char_length character_length octet_length bit_length btrim ltrim rtrim replace translate',
  'overlay left right substr lpad rpad repeat reverse position strpos split_part starts_with ascii chr quote_ident quote_literal',
  'to_char to_hex md5 sha224 sha256 sha384 sha512 encode decode convert_from convert_to regexp_replace hashtext',
  'hashtextextended normalize uuidv7 format quote_nullable concat_ws regexp_count regexp_instr regexp_like unistr',
  'substring regexp_split_to_array pg_size_pretty pg_input_is_valid',
);

const NUMBER_FUNCTIONS = words(
  'abs ceil ceiling floor round trunc sign mod div power sqrt cbrt exp ln log degrees radians width_bucket gcd lcm',
  'factorial nextval random trim_scale sin cos tan cot asin acos atan atan2 sind cosd tand cotd asind acosd atand atan2d',
  'sinh cosh tanh asinh acosh atanh',
);

const TIME_FUNCTIONS = words(
  'age date_trunc date_bin date_part extract make_interval make_date make_time make_timestamp make_timestamptz timezone',
  'to_timestamp to_date isfinite justify_days justify_hours justify_interval',
);

const ARRAY_AND_JSON_FUNCTIONS = words(
  'cardinality array_cat array_remove array_replace array_to_json string_to_array array_to_string to_json to_jsonb row_to_json',
  'json_array_length jsonb_array_length json_typeof jsonb_typeof jsonb_set jsonb_insert jsonb_strip_nulls json_strip_nulls',
  'jsonb_pretty jsonb_object json_object jsonb_exists array_fill array_positions trim_array',
  'jsonb_path_query_array array_shuffle array_sample array_sort array_reverse',
);

const SET_RETURNING_FUNCTIONS = words(
  'generate_series generate_subscripts json_array_elements jsonb_array_elements json_object_keys jsonb_object_keys',
  'string_to_table regexp_split_to_table regexp_matches jsonb_path_query',
);

const SEARCH_FUNCTIONS = words(
  'to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline setweight strip',
  'numnode querytree',
);

const RANGE_AND_NETWORK_FUNCTIONS = words(
  'isempty lower_inc upper_inc lower_inf upper_inf int4range int8range numrange tsrange tstzrange daterange range_merge',
  'host masklen family broadcast hostmask netmask network abbrev set_masklen',
);

const SESSION_FUNCTIONS = words('pg_try_advisory_lock pg_try_advisory_xact_lock pg_advisory_unlock set_config');

/** Functions that return a value, or rows of values, for arguments that are none of them null. */
export const TOTAL_STRICT_FUNCTIONS: ReadonlySet<string> = new Set([
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...ARRAY_AND_JSON_FUNCTIONS,
  ...SET_RETURNING_FUNCTIONS,
  ...SEARCH_FUNCTIONS,
  ...RANGE_AND_NETWORK_FUNCTIONS,
  ...SESSION_FUNCTIONS,
]);

/** Built-in operators that may return null for operands that are not. */
export const PARTIAL_OPERATORS: ReadonlySet<string> = new Set(['->', '->>', '#>', '#>>', '@?', '#', '##']);

/** The sum of two paths, of which one may be closed, and their distance, when one is a point; a predicate of JSON. */
const PARTIAL_ON_SOME = new Set([735, 707, 4013]);

/** `||` of an array and an element, which may be null, and of an element and an array. */
const NEVER_NULL_OPERATORS = new Set([349, 374]);

/** Whether the operator of an expression returns a value even for nulls. */
export function isNeverNullOperator(expression: TreeNode): boolean {
  return NEVER_NULL_OPERATORS.has(numberField(expression, 'opno'));
}

/** Whether the operator of an expression is one of PostgreSQL's own that is null only if an operand is. */
export function isTotalOperator(catalog: Catalog, expression: TreeNode): boolean {
  const oid = numberField(expression, 'opno');
  const operator = catalog.operators.get(oid);
  return operator?.builtIn === true && !PARTIAL_OPERATORS.has(operator.name) && !PARTIAL_ON_SOME.has(oid);
}

function words(...lines: readonly string[]): Set<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
