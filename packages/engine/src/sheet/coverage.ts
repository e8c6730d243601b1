import type { Coverage, ExcludedRows, StagedTable } from '@godwit/contract'

/** How staging's reasons for setting a row aside are told. */
export const excludedReasons: Readonly<Record<ExcludedRows['reason'], string>> = {
  title: 'title block',
  header: 'header row',
  blank: 'empty row',
  total: 'total row',
  comment: 'comment',
  unreadable: 'unreadable',
  superseded: 'superseded by a later version',
  deleted: 'deleted at the source',
  outside: 'outside the region that was set',
  skipped: 'table left out by a person',
}

export type LedgerCount = { __t: number; outcome: number; reason: number | null; rows: number }
export type Mapped = { table: string; column: string }

/** The account of every source row: what the ledger counted, and what staging had set aside. */
export function makeCoverage(
  tables: readonly StagedTable[],
  counts: readonly LedgerCount[],
  reasons: readonly string[],
  columns: Coverage['columns'],
  provenRows: boolean,
): Coverage {
  const accounts = tables.map((table, position) => {
    const own = counts.filter(({ __t }) => __t === position)
    const sum = (outcome: number) =>
      own.filter((each) => each.outcome === outcome).reduce((total, { rows }) => total + rows, 0)
    const dropped = new Map<string, number>()
    const add = (reason: string, rows: number) => {
      if (rows > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + rows)
    }
    for (const { reason, rows } of table.excluded) add(excludedReasons[reason], rows)
    for (const { outcome, reason, rows } of own) if (outcome >= 2) add(reasons[reason ?? 0] as string, rows)
    return {
      name: table.name,
      rows: table.row_count + table.excluded.reduce((total, { rows }) => total + rows, 0),
      imported: sum(0),
      merged: sum(1),
      dropped: [...dropped].map(([reason, rows]) => ({ reason, rows })),
    }
  })
  const addsUp = accounts.every(
    ({ rows, imported, merged, dropped }) =>
      rows === imported + merged + dropped.reduce((total, each) => total + each.rows, 0),
  )
  return { balanced: provenRows && addsUp, tables: accounts, columns }
}
