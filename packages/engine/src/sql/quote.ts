declare const sqlBrand: unique symbol

/** Text that is SQL on purpose. Loose strings do not type-check where `Sql` is asked for. */
export type Sql = string & { readonly [sqlBrand]: true }

/** Marks text as SQL. Whatever came from outside must have gone through `ident`, `text` or `number` first. */
export const sql = (statement: string): Sql => statement as Sql

/** A quoted identifier: `Start "Date"` → `"Start ""Date"""`. */
export function ident(name: string): Sql {
  if (name.includes('\u0000')) throw new Error('an SQL identifier cannot hold a NUL character')
  return sql(`"${name.replaceAll('"', '""')}"`)
}

/** A string literal: `O'Neill` → `'O''Neill'`. NUL, which no SQL text can hold, is spelled `chr(0)`. */
export function text(value: string): Sql {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return sql(value.includes('\u0000') ? `(${quoted.split('\u0000').join(`' || chr(0) || '`)})` : quoted)
}

/** A list literal of strings: `['a', 'b']`. */
export const textList = (values: readonly string[]): Sql => sql(`[${values.map(text).join(', ')}]`)

/** Several fragments as one, separated by `separator`. */
export const join = (parts: readonly string[], separator: string): Sql => sql(parts.join(separator))
