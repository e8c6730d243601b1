import { type Sql, sql, text } from '../sql/quote.ts'
import { ledgerCode, ledgerParts } from './ledger-code.ts'
import { type Made, membersOf } from './render-fill.ts'

/** A query of `__t`, `_row`, `code` (see ledger-code.ts). */
export type Outcome = Sql

/** Rows of a filled sheet, imported. Of several rows that one is made of, the first is; the others are merged. */
export function renderImported(table: Sql, sheet: number, made: Made): Outcome[] {
  const code = ledgerCode('imported', sheet)
  const members = membersOf(made)
  if (members === null) return [sql(`SELECT __t, _row, ${code} + rowid + 1 AS code FROM ${table}`)]
  const merged = ledgerCode('merged', sheet)
  return [
    sql(
      `SELECT member.t AS __t, member.r AS _row, CASE WHEN position = 1 THEN ${code} ELSE ${merged} END + id AS code FROM (SELECT unnest(${members}) AS member, generate_subscripts(${members}, 1) AS position, rowid + 1 AS id FROM ${table})`,
    ),
  ]
}

/** Rows that a dedupe merged into others; `merged` has `survivor` (rowid in the filled table) and `members`. */
export const renderMerged = (merged: Sql, sheet: number): Outcome =>
  sql(
    `SELECT member.t AS __t, member.r AS _row, ${ledgerCode('merged', sheet)} + survivor + 1 AS code FROM (SELECT unnest(members) AS member, survivor FROM ${merged})`,
  )

/** Rows that a sheet looked up. `made`: what the sheet's rows are made of; `gathered`: whether the looked-up ones are. */
export function renderLookedUp(table: Sql, sheet: number, join: number, made: Made, gathered: boolean): Outcome {
  const code = ledgerCode('imported', sheet)
  if (made !== 'grouped' && gathered) {
    const rows = `list_prepend({t: __j${join}_t, r: __j${join}_row}, __j${join}_also)`
    return sql(
      `SELECT looked.t AS __t, looked.r AS _row, ${code} + min(id) AS code FROM (SELECT unnest(${rows}) AS looked, rowid + 1 AS id FROM ${table} WHERE __j${join}_row IS NOT NULL) GROUP BY ALL`,
    )
  }
  return made === 'grouped'
    ? sql(
        `SELECT looked.t AS __t, looked.r AS _row, ${code} + id AS code FROM (SELECT unnest(__j${join}) AS looked, rowid + 1 AS id FROM ${table})`,
      )
    : sql(
        `SELECT __j${join}_t AS __t, __j${join}_row AS _row, ${code} + min(rowid) + 1 AS code FROM ${table} WHERE __j${join}_row IS NOT NULL GROUP BY ALL`,
      )
}

/** Rows of a query with `reason`. */
export const renderLeft = (query: Sql, sheet: number, reasons: readonly string[]): Outcome =>
  sql(
    `SELECT __t, _row, ${ledgerCode('dropped', sheet)} + list_position([${reasons.map(text).join(', ')}], reason) - 1 AS code FROM (${query})`,
  )

export type LedgerPlan = {
  outcomes: readonly Outcome[]
  /** Tables (by position) in which every row has exactly one outcome by construction. */
  single: readonly number[]
  /** Tables in which rows may have several or none, with the query of their rows (`_row`) and the reason for none. */
  several: readonly { table: number; rows: Sql; reason: number }[]
}

/** The compact ledger: `__t`, `_row`, `code`, one line for each staged row. */
export function renderLedger({ outcomes, single, several }: LedgerPlan): Sql {
  const all = outcomes.length > 0 ? outcomes.join('\nUNION ALL ') : null
  const parts: string[] = []
  if (all && single.length > 0) {
    parts.push(several.length > 0 ? `SELECT * FROM (${all}) WHERE __t IN (${single.join(', ')})` : all)
  }
  if (several.length > 0) {
    const none = several.map(
      ({ table, rows, reason }) =>
        `SELECT CAST(${table} AS SMALLINT) AS __t, _row, ${ledgerCode('unused', 0, reason)} AS code FROM ${rows}`,
    )
    const some = all
      ? `SELECT * FROM (${all}) WHERE __t IN (${several.map(({ table }) => table).join(', ')}) UNION ALL `
      : ''
    // Without other outcomes the rows are as they should be already.
    parts.push(
      all
        ? `SELECT __t, _row, min(code) AS code FROM (${some}${none.join(' UNION ALL ')}) GROUP BY __t, _row`
        : none.join(' UNION ALL '),
    )
  }
  return sql(
    parts.join('\nUNION ALL ') ||
      'SELECT CAST(0 AS SMALLINT) AS __t, CAST(0 AS BIGINT) AS _row, CAST(0 AS BIGINT) AS code WHERE false',
  )
}

/** Numbers that two sets of rows share only if they are the same rows: `__t`, `rows`, `sum`, `mix`. */
export const renderRowsProof = (from: Sql): Sql =>
  sql(
    `SELECT __t, count(*) AS rows, CAST(sum(_row) AS VARCHAR) AS sum, CAST(sum(CAST(hash(_row) AS HUGEINT)) AS VARCHAR) AS mix FROM ${from} GROUP BY __t`,
  )

/** How many rows of each table had each outcome, for each reason. */
export function renderCounts(ledger: Sql): Sql {
  const { outcome, detail } = ledgerParts('code')
  return sql(
    `SELECT __t, ${outcome} AS outcome, CASE WHEN ${outcome} >= 2 THEN ${detail} END AS reason, count(*) AS rows FROM ${ledger} GROUP BY ALL ORDER BY ALL`,
  )
}

/** The ledger as it is kept (see `SheetSet.ledger_key`). `excluded` are rows that staging set aside. */
export function renderLedgerFile(
  ledger: Sql,
  tables: readonly string[],
  sheets: readonly string[],
  reasons: readonly string[],
  excluded: readonly { table: number; reason: string; from: number; to: number }[],
): Sql {
  const { outcome, sheet, detail } = ledgerParts('code')
  const pick = (values: readonly string[], position: string) =>
    values.length === 0 ? 'NULL' : `[${values.map(text).join(', ')}][${position} + 1]`
  const aside = excluded.map(
    ({ table, reason, from, to }) =>
      `SELECT CAST(${table} AS SMALLINT), unnest(range(${from}, ${to + 1})), CAST(NULL AS BIGINT), ${text(reason)}`,
  )
  return sql(`SELECT ${pick(tables, '__t')} AS "table", _row AS "row",
    CASE WHEN ${outcome} = 0 THEN 'imported' WHEN ${outcome} = 1 THEN 'merged' ELSE 'dropped' END AS outcome,
    CASE WHEN code IS NULL THEN aside WHEN ${outcome} >= 2 THEN ${pick(reasons, detail)} END AS reason,
    CASE WHEN ${outcome} < 3 THEN ${pick(sheets, sheet)} END AS sheet,
    CASE WHEN ${outcome} < 2 THEN ${detail} END AS row_id
    FROM (SELECT __t, _row, code, CAST(NULL AS VARCHAR) AS aside FROM ${ledger}${aside.map((each) => ` UNION ALL ${each}`).join('')}) ORDER BY __t, _row`)
}
