/**
 * One function that recipes may use beside DuckDB's own.
 *
 * - `macro`: SQL; every overload is one macro body.
 * - `mapped`: what SQL cannot do well: code runs once for each distinct value and the results are joined back.
 * - `value_map`: `map_value`, which reads the sheet's `value_maps`.
 *
 * `examples` are its documentation and its test: the SQL of a call, and the text that comes out (null = NULL).
 */
export type LibraryFunction = {
  name: string
  group: 'text' | 'number' | 'date' | 'boolean' | 'contact' | 'place' | 'person' | 'lookup'
  /** As people write it: `format_number(x, style, decimals)`. */
  signatures: readonly string[]
  summary: string
  examples: readonly (readonly [call: string, result: string | null])[]
} & (
  | { kind: 'macro'; overloads: readonly MacroOverload[] }
  | { kind: 'mapped'; arguments: { min: number; max: number } }
  | { kind: 'value_map' }
)

/** A macro's parameters (`style = 'auto'` for a default is written as an overload of its own) and its SQL body. */
export type MacroOverload = { parameters: readonly string[]; body: string }

/** A macro that other macros are made of; recipes may not call it. */
export type InnerMacro = { name: string; overloads: readonly MacroOverload[] }

/**
 * Evaluates `value` once and gives it a name. A macro's parameter is pasted wherever it stands, so an argument used five
 * times would be computed five times, and nested calls would grow without bound. One lambda costs 7 ns a row.
 */
export const bind = (value: string, name: string, body: string): string =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`

/** `bind` of an argument as text. */
export const bindText = (parameter: string, name: string, body: string): string =>
  bind(`CAST(${parameter} AS VARCHAR)`, name, body)
