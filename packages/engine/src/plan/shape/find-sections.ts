import type { ShapeOp } from '@godwit/contract'
import { ident, sql, text } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { profileValues } from './profile-values.ts'
import type { Probe, View } from './view.ts'

/** Headings between the rows must be few, or they are rows. */
const mostShare = 0.25

/**
 * Rows that only hold one cell, in one and the same column, with data rows below each: headings of groups
 * (`Department: Finance`). They become a column of the rows below them; null where a table has none.
 */
export async function findSections(view: View, probe: Probe): Promise<{ op: ShapeOp; candidate: Candidate } | null> {
  const staged = view.candidates.filter(({ label, column }) => label === column)
  if (staged.length < 3 || view.rowCount < 4) return null
  const [first, ...others] = staged
  if (!first || first.profile.empty_share > 0.05) return null
  if (!others.some(({ profile }) => profile.empty_share > 0 && profile.empty_share < 1)) return null
  const alone = `trim(concat_ws('', ${others.map(({ sql: column }) => column).join(', ')})) = '' AND trim(${first.sql}) <> ''`
  const headings = await probe(
    sql(`SELECT value, rows_below FROM (
  SELECT trim(${first.sql}) AS value, ${alone} AS is_heading, _row,
    coalesce(lead(_row) OVER (PARTITION BY ${alone} ORDER BY _row), (SELECT max(_row) + 1 FROM ${view.ref})) - _row - 1 AS rows_below
  FROM ${view.ref}) WHERE is_heading ORDER BY _row LIMIT 2000`),
  )
  if (headings.length < 2 || headings.length > view.rowCount * mostShare) return null
  if (headings.some((heading) => Number(heading['rows_below']) < 1)) return null
  const values = headings.map((heading) => String(heading['value']))
  const prefix = commonPrefix(values)
  const counts = new Map<string, number>()
  for (const [at, value] of values.entries()) {
    const name = (prefix === null ? value : value.slice(prefix.length + 1)).trim()
    counts.set(name, (counts.get(name) ?? 0) + Number(headings[at]!['rows_below']))
  }
  const taken = new Set(view.table.columns.map(({ name }) => name))
  let label = prefix ?? 'Section'
  while (taken.has(label)) label = `${label} (heading)`
  const when = prefix === null ? alone : `starts_with(trim(${first.sql}), ${text(`${prefix}:`)})`
  const value = prefix === null ? `clean_text(${first.sql})` : `clean_text(after(${first.sql}, ':'))`
  return {
    op: { op: 'section', when, value, column: label, reason: 'group heading' },
    candidate: {
      ref: view.ref,
      table: view.table.name,
      column: label,
      label,
      sql: `${view.ref}.${ident(label)}`,
      profile: profileValues({
        column: label,
        rowCount: view.rowCount - headings.length,
        values: [...counts].map(([name, count]) => ({ value: name, count })),
      }),
      position: staged.length,
    },
  }
}

/** `Department` where every value begins with `Department:`; null otherwise. */
function commonPrefix(values: readonly string[]): string | null {
  const colon = values[0]?.indexOf(':') ?? -1
  if (colon < 2) return null
  const prefix = values[0]!.slice(0, colon)
  return values.every((value) => value.startsWith(`${prefix}:`)) ? prefix : null
}
