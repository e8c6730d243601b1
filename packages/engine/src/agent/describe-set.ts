import type { SheetSet } from '../sheet/index.ts'
import { count, list } from './say.ts'

/** What a set of sheets holds and what became of the rest of the rows, in plain words. */
export function describeSet({ sheets, coverage }: Pick<SheetSet, 'sheets' | 'coverage'>): string {
  const filled = sheets.map(
    ({ name, row_count, invalid_rows }) =>
      `${name}: ${count(row_count, 'row')}${invalid_rows > 0 ? `, ${count(invalid_rows, 'row')} with invalid cells` : ', all valid'}`,
  )
  const total = (pick: (table: SheetSet['coverage']['tables'][number]) => number) =>
    coverage.tables.reduce((sum, table) => sum + pick(table), 0)
  const dropped = new Map<string, number>()
  for (const { reason, rows } of coverage.tables.flatMap((table) => table.dropped)) {
    dropped.set(reason, (dropped.get(reason) ?? 0) + rows)
  }
  const left = [...dropped].map(([reason, rows]) => `${rows.toLocaleString('en-US')} ${reason}`)
  const merged = total((table) => table.merged)
  const parts = [
    `${total((table) => table.imported).toLocaleString('en-US')} imported`,
    ...(merged > 0 ? [`${merged.toLocaleString('en-US')} merged into others`] : []),
    ...(left.length > 0 ? [`left out: ${list(left)}`] : []),
  ]
  return `${filled.join('. ')}. Of ${count(
    total((table) => table.rows),
    'source row',
  )}: ${parts.join('; ')}.`
}
