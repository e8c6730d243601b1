import type { Coverage } from '@godwit/contract'
import { renderTable } from './output.ts'

/** The ledger as lines: what became of the rows of every table, and why. */
export function renderCoverage(coverage: Coverage): string[] {
  const rows = coverage.tables.map((table) => [
    table.name,
    String(table.rows),
    String(table.imported),
    String(table.merged),
    String(table.dropped.reduce((sum, { rows }) => sum + rows, 0)),
    table.dropped.map(({ reason, rows }) => `${rows} ${reason}`).join(', '),
  ])
  const unmapped = coverage.columns.unmapped.filter((column) => column.non_empty > 0)
  return [
    ...renderTable(['table', 'rows', 'imported', 'merged', 'dropped', 'why'], rows),
    coverage.balanced ? 'The ledger balances: every row is accounted for.' : 'The ledger does NOT balance.',
    ...(unmapped.length === 0
      ? []
      : [
          `Not used: ${unmapped.map(({ table, column, non_empty }) => `${table}."${column}" (${non_empty})`).join(', ')}`,
        ]),
  ]
}
