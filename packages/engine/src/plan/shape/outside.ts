/** Functions that are worked out beside DuckDB, over distinct values: SQL that calls them runs only in a run. */
const outside =
  /\b(map_value|clean_phone|phone_or_null|country_code|country_name|region_code|region_name|language_code|parse_money|format_money|currency_of|currency_code|address_part|name_part)\(/

/** Whether an expression can only be computed in a run, and not while a plan is measured. */
export const isOutside = (expression: string): boolean => outside.test(expression)
