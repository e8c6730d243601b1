import type { RecipeSheet } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { type CommandScope, findSource, unquoted } from './find-column.ts'

/** A condition in words as SQL over a sheet's inputs: `Status is Deleted`, `amount > 100`, `email is empty and …`. */
export function parseCondition(
  said: string,
  sheet: RecipeSheet,
  scope: CommandScope,
): { sql: string; words: string } | null {
  const either = said.split(/\s+or\s+(?=[^"]*(?:"[^"]*"[^"]*)*$)/i)
  const parts = either.map((clause) =>
    clause.split(/\s+and\s+(?=[^"]*(?:"[^"]*"[^"]*)*$)/i).map((one) => parseOne(one, sheet, scope)),
  )
  if (parts.some((all) => all.some((one) => one === null))) {
    // "Status is Deleted or Archived": the second value repeats the first one's column.
    const whole = parseOne(said, sheet, scope)
    return whole === null ? null : { sql: whole, words: said.trim() }
  }
  const anyOf = parts.map((all) => (all.length === 1 ? all[0]! : `(${all.join(' AND ')})`))
  return { sql: anyOf.length === 1 ? anyOf[0]! : anyOf.join(' OR '), words: said.trim() }
}

const operators: readonly [RegExp, (column: string, value: string) => string | null][] = [
  [
    /^(.+?)\s+(?:is|are)\s+(?:not|n't)\s+(?:empty|blank|null|missing)$/i,
    (column) => `clean_text(${column}) IS NOT NULL`,
  ],
  [/^(.+?)\s+(?:has a value|is filled|is present|exists)$/i, (column) => `clean_text(${column}) IS NOT NULL`],
  [/^(.+?)\s+(?:is|are)\s+(?:empty|blank|null|missing)$/i, (column) => `clean_text(${column}) IS NULL`],
  [
    /^(.+?)\s+(?:does not|doesn't)\s+contain\s+(.+)$/i,
    (column, value) => `NOT contains(lower(coalesce(${column}, '')), ${text(value.toLowerCase())})`,
  ],
  [
    /^(.+?)\s+contains?\s+(.+)$/i,
    (column, value) => `contains(lower(coalesce(${column}, '')), ${text(value.toLowerCase())})`,
  ],
  [
    /^(.+?)\s+(?:starts?|begins?) with\s+(.+)$/i,
    (column, value) => `starts_with(lower(trim(${column})), ${text(value.toLowerCase())})`,
  ],
  [
    /^(.+?)\s+ends? with\s+(.+)$/i,
    (column, value) => `ends_with(lower(trim(${column})), ${text(value.toLowerCase())})`,
  ],
  [/^(.+?)\s*(>=|<=|>|<)\s*(-?[\d.,]+)$/, () => null],
  [
    /^(.+?)\s+(?:is|are)?\s*(?:greater|more|larger|higher|bigger|above|over) than?\s*(-?[\d.,]+)$/i,
    (column, value) => compare(column, '>', value),
  ],
  [
    /^(.+?)\s+(?:is|are)?\s*(?:less|smaller|lower|below|under) than?\s*(-?[\d.,]+)$/i,
    (column, value) => compare(column, '<', value),
  ],
  [
    /^(.+?)\s*(?:!=|<>|\s(?:is|are) not|\sisn't)\s*(.+)$/i,
    (column, value) => `lower(trim(coalesce(${column}, ''))) NOT IN (${listed(value)})`,
  ],
  [
    /^(.+?)\s*(?:==?|\sis one of|\sis|\sequals?|\sare|\sin)\s*(.+)$/i,
    (column, value) => `lower(trim(${column})) IN (${listed(value)})`,
  ],
]

const compare = (column: string, operator: string, value: string): string | null =>
  Number.isNaN(Number(value.replaceAll(',', '')))
    ? null
    : `parse_number(${column}) ${operator} ${Number(value.replaceAll(',', ''))}`

const listed = (value: string): string =>
  value
    .replace(/^\(|\)$/g, '')
    .split(/\s*,\s*(?:or\s+)?|\s+or\s+/i)
    .map((one) => text(unquoted(one).toLowerCase()))
    .join(', ')

function parseOne(said: string, sheet: RecipeSheet, scope: CommandScope): string | null {
  const clause = said.trim().replace(/\.$/, '')
  const sign = /^(.+?)\s*(>=|<=|>|<)\s*(-?[\d.,]+)$/.exec(clause)
  if (sign) {
    const column = findSource(sign[1]!, sheet, scope)
    return column ? compare(column.sql, sign[2]!, sign[3]!) : null
  }
  for (const [pattern, render] of operators) {
    const match = pattern.exec(clause)
    if (!match) continue
    const column = findSource(match[1]!, sheet, scope)
    if (!column) continue
    const rendered = render(column.sql, unquoted(match[2] ?? ''))
    if (rendered !== null) return rendered
  }
  return null
}
