import { ident, type Sql, sql } from '../sql/quote.ts'
import type { Expression, Lookup } from './compiled-recipe.ts'

/** How the SQL is written. `careful` wraps conditions and values in TRY: what fails on a row becomes NULL there. */
export type RenderMode = { careful: boolean }

/** The value of an expression in the midst of others. */
export const condition = ({ sql: value, careful }: Expression, mode: RenderMode): string =>
  mode.careful && careful ? `(${careful}).v` : value

/** `FROM` with the lookups joined: `relation AS ref LEFT JOIN …`. */
export function joinLookups(relation: Sql, lookups: readonly Lookup[]): Sql {
  const joins = lookups.map(({ table, arguments: args }) => {
    const matches = args.map((arg, index) => {
      const key = `${ident(table)}.${ident(`__k${index}`)}`
      return index === 0 ? `${key} = ${arg}` : `${key} IS NOT DISTINCT FROM ${arg}`
    })
    return ` LEFT JOIN ${ident(table)} ON ${matches.join(' AND ')}`
  })
  return sql(`${relation}${joins.join('')}`)
}

/** The distinct arguments of a lookup; lookups before it in the list may feed them. */
export function lookupArguments(from: Sql, lookups: readonly Lookup[], lookup: Lookup): Sql {
  const earlier = lookups.slice(0, lookups.indexOf(lookup))
  const columns = lookup.arguments.map((arg, index) => `${arg} AS ${ident(`__k${index}`)}`)
  return sql(
    `SELECT DISTINCT ${columns.join(', ')} FROM ${joinLookups(from, earlier)} WHERE ${lookup.arguments[0]} IS NOT NULL`,
  )
}
