import type { AskedRows } from '../../plan/index.ts'
import { libraryMacros } from '../../recipe/index.ts'
import type { SheetFile } from '../../sheet/index.ts'
import { sql, text } from '../../sql/quote.ts'
import { sayCell } from '../describe-diff.ts'
import { count, list } from '../say.ts'
import { type Known, mostNamed, sheetsOf, stored } from './known.ts'

/** `rows 1, 2 and 3`, with what is left unsaid. */
const sayRows = (rows: readonly number[], total: number): string =>
  `row${total === 1 ? '' : 's'} ${total > rows.length ? `${rows.join(', ')} and ${(total - rows.length).toLocaleString('en-US')} more` : list(rows.map(String))}`

/** How many rows of a sheet something holds for, and which. */
export async function countRows(
  { template, sql: when, words }: AskedRows,
  known: Known,
  named: boolean,
): Promise<string> {
  const [sheet] = sheetsOf(known, template)
  if (!sheet) return `There is no sheet ${template} in the preview.`
  const db = await known.openDb()
  await db.exec(libraryMacros())
  const [found] = await db.rows<{ n: number; ids: number[] }>(
    sql(
      `SELECT count(*) AS n, list_slice(list(_id ORDER BY _id), 1, ${mostNamed}) AS ids FROM ${await stored(known, sheet.rows_key)} WHERE ${when}`,
    ),
  )
  const rows = found?.n ?? 0
  const which = rows > 0 && (named || rows <= 3) ? `: ${sayRows(found!.ids, rows)}` : ''
  return `${rows.toLocaleString('en-US')} of ${count(sheet.row_count, 'row')} of ${sheet.name} (${words})${which}.`
}

/** Why rows of the sheets are invalid: each rule with how many rows break it, which, and with what values. */
export async function listInvalid(sheets: readonly SheetFile[], column: string | null, known: Known): Promise<string> {
  const said: string[] = []
  const db = await known.openDb()
  for (const sheet of sheets) {
    const rules = await db.rows<{ column: string; message: string; rows: number; ids: number[]; samples: string[] }>(
      sql(`SELECT "column", min(message) AS message, count(DISTINCT row_id) AS rows,
          list_slice(list_sort(list_distinct(list(row_id))), 1, ${mostNamed}) AS ids,
          list_slice(list_sort(list_distinct(list(value) FILTER (WHERE value IS NOT NULL))), 1, 3) AS samples
        FROM ${await stored(known, sheet.issues_key)} WHERE severity = 'invalid'${column === null ? '' : ` AND "column" = ${text(column)}`}
        GROUP BY "column", rule ORDER BY rows DESC, "column" LIMIT 12`),
    )
    if (rules.length === 0) {
      said.push(`${sheet.name}${column === null ? '' : `, column ${column}`}: no row is invalid.`)
      continue
    }
    const lines = rules.map(
      ({ column: name, message, rows, ids, samples }) =>
        `\n- ${name}: ${message} (${sayRows(ids, rows)}${samples?.length ? `; such as ${samples.map(sayCell).join(', ')}` : ''})`,
    )
    said.push(
      `${sheet.name}: ${count(sheet.invalid_rows, 'row')} of ${sheet.row_count.toLocaleString('en-US')} invalid:${lines.join('')}`,
    )
  }
  return said.join('\n')
}

/** Which rows of the source were left out, by reason. */
export async function listDropped(table: string | null, known: Known): Promise<string> {
  const db = await known.openDb()
  const reasons = await db.rows<{ table: string; reason: string; rows: number; ids: number[] }>(
    sql(`SELECT "table", reason, count(*) AS rows, list_slice(list("row" ORDER BY "row"), 1, ${mostNamed}) AS ids
      FROM ${await stored(known, known.set.ledger_key)} WHERE outcome = 'dropped'${table === null ? '' : ` AND "table" = ${text(table)}`}
      GROUP BY ALL ORDER BY "table", rows DESC, reason LIMIT 40`),
  )
  if (reasons.length === 0) return `No row${table === null ? '' : ` of ${table}`} was left out.`
  return reasons.map(({ table: name, reason, rows, ids }) => `${name}: ${reason}: ${sayRows(ids, rows)}.`).join('\n')
}

/** Which rows of the source were merged, and into which. */
export async function listMerged(template: string | null, known: Known): Promise<string> {
  const db = await known.openDb()
  const merged = await db.rows<{ sheet: string; row_id: number; rows: string[] }>(
    sql(`SELECT sheet, row_id, list('row ' || "row" || ' of ' || "table" ORDER BY "table", "row") AS rows
      FROM ${await stored(known, known.set.ledger_key)} WHERE outcome = 'merged'${template === null ? '' : ` AND sheet = ${text(template)}`}
      GROUP BY ALL ORDER BY sheet, row_id LIMIT ${mostNamed + 1}`),
  )
  if (merged.length === 0) return 'No rows were merged.'
  const shown = merged
    .slice(0, mostNamed)
    .map(
      ({ sheet, row_id, rows }) =>
        `\n- into row ${row_id} of ${sheet}: ${list(rows.slice(0, 5))}${rows.length > 5 ? ' and others' : ''}`,
    )
  return `Merged, as they are said to be the same record:${shown.join('')}${merged.length > mostNamed ? '\n- and more' : ''}`
}
