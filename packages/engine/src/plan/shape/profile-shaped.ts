import type { ColumnProfile } from '@godwit/contract'
import { ident, sql } from '../../sql/quote.ts'
import { profileValues } from './profile-values.ts'
import { shapedRows } from './shaped-rows.ts'
import type { Probe, View } from './view.ts'

/** The profiles of columns of a reshaped view, measured over all its rows, and how many rows there are; null where only
 * a run can tell. */
export async function profileShaped(
  view: View,
  columns: readonly string[],
  probe: Probe,
): Promise<{ rowCount: number; profiles: ColumnProfile[] } | null> {
  const relation = shapedRows(view)
  if (relation === null) return null
  const [counted] = await probe(sql(`SELECT count(*)::BIGINT AS rows FROM ${relation}`))
  const rowCount = Number(counted?.['rows'] ?? 0)
  const profiles: ColumnProfile[] = []
  for (const column of columns) {
    const cell = `${view.ref}.${ident(column)}`
    const rows = await probe(
      sql(`SELECT ${cell} AS value, count(*)::INTEGER AS count, sum(count(*)) OVER ()::INTEGER AS filled, count(*) OVER ()::INTEGER AS "distinct"
FROM ${relation} WHERE trim(${cell}) <> '' GROUP BY ALL ORDER BY count DESC, min(_row), value LIMIT 1000`),
    )
    const values = rows.map((row) => ({ value: String(row['value']), count: Number(row['count']) }))
    const filled = Number(rows[0]?.['filled'] ?? 0)
    const distinctCount = Number(rows[0]?.['distinct'] ?? 0)
    profiles.push({
      ...profileValues({ column, rowCount, values, distinctCount }),
      empty_share: rowCount === 0 ? 0 : Math.round((1 - filled / rowCount) * 10_000) / 10_000,
      is_key: rowCount > 0 && filled === rowCount && distinctCount === rowCount,
    })
  }
  return { rowCount, profiles }
}
