import type { Issue, StagedTable } from '@godwit/contract'
import type { RowPlace } from '../../plan/index.ts'
import { readLineage, type SheetFile } from '../../sheet/index.ts'
import { sql, text } from '../../sql/quote.ts'
import { sayCell } from '../describe-diff.ts'
import { list } from '../say.ts'
import { type Known, sheetsOf, stored } from './known.ts'

/** What became of a row of the source, or what is the matter with a row of a sheet. */
export async function traceRow(place: RowPlace, known: Known): Promise<string> {
  const { table, template, row } = place
  if (table !== null) return traceSource(known.set.tables.find(({ name }) => name === table)!, row, known)
  const sheets = sheetsOf(known, template)
  if (template !== null || known.set.sheets.length === 1) return traceSheetRow(sheets[0]!, row, known)
  // Nobody has said of which sheet: each has a row of that number, and those with something to say come first.
  const said: { text: string; invalid: boolean }[] = []
  for (const sheet of sheets) {
    const found = await traceSheetRow(sheet, row, known)
    said.push({ text: found, invalid: found.includes('invalid:') })
  }
  const invalid = said.filter((each) => each.invalid)
  const shown = (invalid.length > 0 ? invalid : said).map((each) => each.text)
  const example = known.set.tables[0]?.name
  return `${shown.join('\n')}${example ? ` These are rows of the sheets; for a row of the source, name its table, such as “row ${row} of ${example}”.` : ''}`
}

/** Where each row of a sheet comes from, and whether it is in order. */
async function traceSheetRow(sheet: SheetFile, row: number, known: Known): Promise<string> {
  if (row < 1 || row > sheet.row_count)
    return `${sheet.name} has no row ${row}: it has ${sheet.row_count === 0 ? 'no rows' : `rows 1 to ${sheet.row_count.toLocaleString('en-US')}`}.`
  const origin = await originOf(sheet, row, known)
  return `Row ${row} of ${sheet.name} comes from ${list(origin)}. ${await sayIssues(sheet, row, known)}`
}

async function originOf(sheet: SheetFile, row: number, known: Known): Promise<string[]> {
  const db = await known.openDb()
  const [found] = await db.rows<{ origin: { table: string; row: number }[] }>(
    sql(`SELECT _origin AS origin FROM ${await stored(known, sheet.rows_key)} WHERE _id = ${row}`),
  )
  const shown = (found?.origin ?? []).slice(0, 5).map((each) => `row ${each.row} of ${each.table}`)
  const more = (found?.origin.length ?? 0) - shown.length
  return more > 0 ? [...shown, `${more} more rows`] : shown
}

async function sayIssues(sheet: SheetFile, row: number, known: Known): Promise<string> {
  const db = await known.openDb()
  const issues = await db.rows<Issue>(
    sql(`SELECT * FROM ${await stored(known, sheet.issues_key)} WHERE row_id = ${row}`),
  )
  const say = ({ column, value, message }: Issue) => `${column} ${sayCell(value)}: ${message}`
  const invalid = issues.filter(({ severity }) => severity === 'invalid')
  const review = issues.filter(({ severity }) => severity !== 'invalid')
  return [
    invalid.length === 0 ? 'No cell of it is invalid.' : `It is invalid: ${invalid.map(say).join('; ')}.`,
    ...(review.length > 0 ? [`To be looked at: ${review.map(say).join('; ')}.`] : []),
  ].join(' ')
}

async function traceSource(table: StagedTable, row: number, known: Known): Promise<string> {
  const db = await known.openDb()
  const outcomes = await db.rows<{
    outcome: string
    reason: string | null
    sheet: string | null
    row_id: number | null
  }>(
    sql(`SELECT outcome, reason, sheet, row_id FROM ${await stored(known, known.set.ledger_key)}
      WHERE "table" = ${text(table.name)} AND "row" = ${row}`),
  )
  const [outcome] = outcomes
  if (!outcome) {
    const [range] = await db.rows<{ first: number | null; last: number | null }>(
      sql(
        `SELECT min("row") AS first, max("row") AS last FROM ${await stored(known, known.set.ledger_key)} WHERE "table" = ${text(table.name)}`,
      ),
    )
    return `${table.name} has no row ${row}${range?.first == null ? '.' : `: its rows are counted from ${range.first} to ${range.last}, as in the source.`}`
  }
  const places: { sheet: SheetFile; row_id: number }[] = []
  for (const sheet of known.set.sheets) {
    const found = await db.rows<{ _id: number }>(
      sql(`SELECT DISTINCT _id FROM (SELECT _id, unnest(_origin) AS o FROM ${await stored(known, sheet.rows_key)})
        WHERE o."table" = ${text(table.name)} AND o."row" = ${row} ORDER BY _id LIMIT 4`),
    )
    places.push(...found.map(({ _id }) => ({ sheet, row_id: _id })))
  }
  const subject = `Row ${row} of ${table.name}`
  if (outcome.outcome === 'dropped' && places.length === 0) return `${subject} was left out: ${outcome.reason}.`
  if (outcome.outcome === 'merged') {
    const survivor = known.set.sheets.find(({ slug }) => slug === outcome.sheet)
    const into = `row ${outcome.row_id} of ${survivor?.name ?? outcome.sheet}`
    return `${subject} was merged into ${into}, which is said to be the same record. ${survivor ? `That row comes from ${list(await originOf(survivor, outcome.row_id!, known))}.` : ''}`.trim()
  }
  const said: string[] = []
  for (const { sheet, row_id } of places.slice(0, 4)) {
    said.push(`row ${row_id} of ${sheet.name}. ${await sayIssues(sheet, row_id, known)}`)
  }
  return said.length === 0 ? `${subject} was ${outcome.outcome}.` : `${subject} is in ${said.join(' Also ')}`
}

/** Where one cell of a sheet comes from: the raw value, its place, and what was done to it. */
export async function traceCell({ place, column }: { place: RowPlace; column: string }, known: Known): Promise<string> {
  const found = await sheetRowAt(place, column, known)
  if (typeof found === 'string') return found
  const { sheet, row } = found
  const db = await known.openDb()
  const paths = new Map<string, string>()
  for (const { storage_key } of known.set.tables) paths.set(storage_key, await known.pathOf(storage_key))
  const lineage = await readLineage({
    db,
    rowsPath: await known.pathOf(sheet.rows_key),
    issuesPath: await known.pathOf(sheet.issues_key),
    rowId: row,
    columns: sheet.columns.filter(({ name }) => name === column),
    tables: known.set.tables,
    pathOf: ({ storage_key }) => paths.get(storage_key) ?? '',
  })
  if (!lineage) return `${sheet.name} has no row ${row}.`
  const at = sheet.columns.findIndex(({ name }) => name === column)
  const [cell] = await db.rows<{ value: string | null }>(
    sql(
      `SELECT ${`"${column.replaceAll('"', '""')}"`} AS value FROM ${await stored(known, sheet.rows_key)} WHERE _id = ${row}`,
    ),
  )
  const made = sheet.columns[at]
  const [traced] = lineage.cells
  const sources = (traced?.sources ?? []).map(({ table, row: from, column: name, raw }) =>
    from === null
      ? `${table}, column “${name}” (looked up)`
      : `${table}, row ${from}, column “${name}”: ${sayCell(raw)}`,
  )
  const subject = `${column} of row ${row} of ${sheet.name} is ${sayCell(cell?.value ?? null)}`
  if (sources.length === 0)
    return `${subject}. It comes from no column of the source${made?.expression ? `: ${made.expression}` : ''}. ${made?.why ?? ''}`.trim()
  return `${subject}. It comes from ${list(sources)}, by ${made?.expression ?? 'nothing'}. ${made?.why ?? ''}`.trim()
}

/** The sheet's row that a place and a column mean together. */
async function sheetRowAt(
  { table, template, row }: RowPlace,
  column: string,
  known: Known,
): Promise<{ sheet: SheetFile; row: number } | string> {
  const sheets = sheetsOf(known, template).filter(({ columns }) => columns.some(({ name }) => name === column))
  if (table !== null) {
    const db = await known.openDb()
    for (const sheet of sheets) {
      const [found] = await db.rows<{ _id: number }>(
        sql(`SELECT min(_id) AS _id FROM (SELECT _id, unnest(_origin) AS o FROM ${await stored(known, sheet.rows_key)})
          WHERE o."table" = ${text(table)} AND o."row" = ${row} HAVING min(_id) IS NOT NULL`),
      )
      if (found) return { sheet, row: found._id }
    }
    return traceSource(known.set.tables.find(({ name }) => name === table)!, row, known)
  }
  if (sheets.length === 1) return { sheet: sheets[0]!, row }
  return `${list(sheets.map(({ name }) => name))} all have a column ${column}. Say of which sheet the row is.`
}
