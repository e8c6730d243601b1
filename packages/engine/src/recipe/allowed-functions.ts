import { library } from './library/library.ts'

const words = (text: string) => text.trim().split(/\s+/)

/**
 * DuckDB's own functions that a recipe may call: those that depend on their arguments alone. Left out on purpose: the
 * clock (`now`, `age` with one argument), chance, files, settings, tables, and what can build huge values from small
 * ones (`repeat`, `range`, `printf`); `lpad` and `rpad` are limited where they are checked.
 */
const scalarFunctions = words(`
  + - * / // % ** ^ & | << >> ~ || ~~ !~~ ~~* !~~* ~~~ ->>
  abs ceil ceiling floor round trunc sign sqrt cbrt pow power exp ln log log2 log10 mod divide fmod greatest least
  isnan isinf isfinite gcd lcm
  lower lcase upper ucase trim ltrim rtrim length len char_length character_length strlen left right substr substring
  replace translate reverse concat concat_ws lpad rpad starts_with ends_with prefix suffix contains strpos instr position
  split_part string_split str_split split string_split_regex str_split_regex regexp_split_to_array string_to_array
  regexp_matches regexp_full_match regexp_replace regexp_extract regexp_extract_all regexp_escape
  strip_accents nfc_normalize chr ascii ord unicode like_escape ilike_escape not_like_escape not_ilike_escape
  levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity jaro_winkler_similarity
  md5 sha1 sha256 hex to_hex from_hex unhex base64 to_base64 url_encode url_decode hash
  strptime try_strptime strftime date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub date_add
  make_date make_time make_timestamp make_timestamptz epoch epoch_ms epoch_us epoch_ns to_timestamp timezone time_bucket
  year month day hour minute second millisecond quarter week weekday weekofyear yearweek dayofweek dayofmonth dayofyear
  isodow isoyear dayname monthname last_day century decade era julian
  to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds
  nullif ifnull if typeof
  list_value list_pack array_value struct_pack row list_extract list_element array_extract struct_extract
  list_contains array_contains list_has array_has list_position list_indexof array_position list_slice array_slice
  list_distinct list_unique list_sort list_reverse_sort array_sort list_reverse array_reverse list_concat list_cat
  array_concat list_append array_append list_prepend array_prepend array_length list_aggregate list_aggr array_to_string
  list_filter list_min list_max list_sum list_avg list_count list_first list_last list_string_agg list_any_value
  list_has_any list_has_all flatten map map_extract map_extract_value element_at map_keys map_values map_contains
  json_valid json_extract json_extract_string json_extract_path json_extract_path_text json_array_length json_type
  json_keys json_value json_exists json_contains json_object json_array to_json json json_quote
`)

const aggregateFunctions = words(`
  count count_star sum sum_no_overflow avg mean min max first last any_value arbitrary string_agg listagg group_concat
  list array_agg count_if countif bool_and bool_or median mode quantile quantile_cont quantile_disc stddev stddev_pop
  stddev_samp variance var_pop var_samp product min_by max_by arg_min arg_max argmin argmax arg_min_null arg_max_null
  bit_and bit_or bit_xor histogram
`)

const windowFunctions = words(`
  row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value first last_value last nth_value fill
`)

/** Their result depends on the order of rows, so that order is always made complete (see order-rows.ts). */
export const orderedAggregates: ReadonlySet<string> = new Set(
  words(
    'first last any_value arbitrary string_agg listagg group_concat list array_agg mode min_by max_by arg_min arg_max argmin argmax arg_min_null arg_max_null histogram',
  ),
)
export const orderedWindows: ReadonlySet<string> = new Set(
  words('row_number ntile lag lead first_value first last_value last nth_value fill'),
)

export const aggregates: ReadonlySet<string> = new Set(aggregateFunctions)
export const windows: ReadonlySet<string> = new Set([...windowFunctions, ...aggregateFunctions])
export const mapped: ReadonlyMap<string, { min: number; max: number }> = new Map(
  library.flatMap((entry) => (entry.kind === 'mapped' ? [[entry.name, entry.arguments] as const] : [])),
)
export const scalars: ReadonlySet<string> = new Set([...scalarFunctions, ...library.map(({ name }) => name)])

const clock = words(`now current_date current_time current_timestamp localtime localtimestamp today get_current_time
  get_current_timestamp transaction_timestamp age current_localtime current_localtimestamp clock_timestamp`)
const chance = words('random rand setseed uuid gen_random_uuid uuidv4 uuidv7 sample reservoir_quantile')
const settings =
  words(`current_setting set_config getenv getvariable version current_user user session_user current_database
  current_schema current_schemas current_catalog current_query current_connection_id txid_current currval nextval pragma
  pg_typeof duckdb_settings`)
const tables = words(`unnest unlist read_csv read_csv_auto read_json read_json_auto read_json_objects read_ndjson
  read_ndjson_auto read_parquet parquet_scan parquet_metadata parquet_schema read_text read_blob glob sniff_csv
  range generate_series query query_table summary repeat_row sqlite_scan postgres_scan mysql_scan iceberg_scan
  delta_scan st_read read_xlsx load_aws_credentials which_secret`)
const files = /^(?:read_|parquet_|glob$|sniff_|write_|copy)/

/** Why a function may not be called, in words; null when it is merely not known. */
export function whyForbidden(name: string): string | null {
  if (clock.includes(name))
    return `${name} reads the clock, and a recipe must give the same result whenever it runs. Write a fixed date`
  if (chance.includes(name))
    return `${name} draws by chance, and a recipe must give the same result whenever it runs. Use a column that tells rows apart`
  if (settings.includes(name))
    return `${name} reads settings of the server, which a recipe may not. Write the value itself`
  if (files.test(name)) return `${name} reads files, which a recipe may not. Add the data as an input of the recipe`
  if (tables.includes(name))
    return `${name} makes rows, and an expression gives one value for each row. Use the shape operations \`unpivot\` or \`unnest\`, or a join`
  if (/extension|install|load_|duckdb_|pragma/.test(name))
    return `${name} reaches into the database engine, which a recipe may not`
  return null
}

export const clockWords: ReadonlySet<string> = new Set(clock)
