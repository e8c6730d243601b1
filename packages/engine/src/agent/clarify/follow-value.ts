import type { StagedTable } from '@godwit/contract'
import { ident, sql, text } from '../../sql/quote.ts'
import { sayCell } from '../describe-diff.ts'
import { count, list } from '../say.ts'
import { type Known, sheetsOf, stored } from './known.ts'

type Asked = { value: string; template: string | null; column: string | null }
type Held = { table: StagedTable; column: string; rows: number }

/** What becomes of a raw value: in which columns it stands, what the cells made of it hold, and which rows are left out. */
export async function followValue({ value, template, column }: Asked, known: Known): Promise<string> {
  const held = await holdersOf(value, known)
  const sheets = sheetsOf(known, template)
  if (held.length === 0) {
    const found = await cellsThatRead(value, known)
    const nowhere = `No cell of the source reads ${sayCell(value)}`
    return found.length === 0 ? `${nowhere}, and none of the sheets.` : `${nowhere}; it stands in ${list(found)}.`
  }
  const said: string[] = []
  for (const { table, column: name, rows } of held) {
    const made: string[] = []
    for (const sheet of sheets) {
      const readers = sheet.columns.filter(
        ({ name: own, from }) =>
          (column === null || own === column) && from.some((each) => each.table === table.name && each.column === name),
      )
      for (const reader of readers) {
        const cells = await cellsMadeOf(
          value,
          { table, column: name },
          { rows_key: sheet.rows_key, column: reader.name },
          known,
        )
        if (cells !== '') made.push(`${sheet.slug}.${reader.name}: ${cells}`)
      }
    }
    const left = await leftOut(value, { table, column: name }, known)
    said.push(
      [
        `${sayCell(value)} stands in ${count(rows, 'row')} of ${table.name}, column “${name}”.`,
        made.length > 0 ? `It becomes ${made.join('; ')}.` : 'No column of the sheets is made of it.',
        ...(left === '' ? [] : [`Of these rows are left out: ${left}.`]),
      ].join(' '),
    )
  }
  return said.join('\n')
}

/** Compared trimmed and in any case; `of` is the relation's alias with its point. */
const same = (column: string, value: string, of = '') =>
  `lower(trim(${of}${ident(column)})) = ${text(value.trim().toLowerCase())}`

/** The columns of the source in which a value stands, in any case. */
async function holdersOf(value: string, known: Known): Promise<Held[]> {
  const db = await known.openDb()
  const held: Held[] = []
  for (const table of known.set.tables) {
    if (table.columns.length === 0) continue
    const counts = table.columns.map(({ name }, place) => `count(*) FILTER (WHERE ${same(name, value)}) AS n${place}`)
    const [row] = await db.rows<Record<string, number>>(
      sql(`SELECT ${counts.join(', ')} FROM ${await stored(known, table.storage_key)}`),
    )
    for (const [place, { name }] of table.columns.entries()) {
      const rows = row?.[`n${place}`] ?? 0
      if (rows > 0) held.push({ table, column: name, rows })
    }
  }
  return held.sort((a, b) => b.rows - a.rows).slice(0, 8)
}

type At = { table: StagedTable; column: string }

/** What the cells of one column hold in the rows that came from those with the value, most frequent first. */
async function cellsMadeOf(
  value: string,
  { table, column }: At,
  cell: { rows_key: string; column: string },
  known: Known,
): Promise<string> {
  const db = await known.openDb()
  const cells = await db.rows<{ cell: string | null; rows: number }>(
    sql(`SELECT cell, count(*) AS rows FROM (SELECT DISTINCT s._id, s.cell
        FROM (SELECT _id, ${ident(cell.column)} AS cell, unnest(_origin) AS o FROM ${await stored(known, cell.rows_key)}) AS s
        JOIN ${await stored(known, table.storage_key)} AS t ON s.o."table" = ${text(table.name)} AND s.o."row" = t._row
        WHERE ${same(column, value, 't.')}) GROUP BY cell ORDER BY rows DESC, cell LIMIT 6`),
  )
  const shown = cells.slice(0, 5).map(({ cell: made, rows }) => `${sayCell(made)} in ${count(rows, 'row')}`)
  return `${list(shown)}${cells.length > 5 ? ', and others' : ''}`
}

async function leftOut(value: string, { table, column }: At, known: Known): Promise<string> {
  const db = await known.openDb()
  const reasons = await db.rows<{ outcome: string; reason: string | null; rows: number }>(
    sql(`SELECT l.outcome, l.reason, count(*) AS rows FROM ${await stored(known, known.set.ledger_key)} AS l
      JOIN ${await stored(known, table.storage_key)} AS t ON l."table" = ${text(table.name)} AND l."row" = t._row
      WHERE l.outcome <> 'imported' AND ${same(column, value, 't.')} GROUP BY ALL ORDER BY rows DESC, reason LIMIT 5`),
  )
  return list(
    reasons.map(
      ({ outcome, reason, rows }) =>
        `${rows.toLocaleString('en-US')} ${outcome === 'merged' ? 'merged into others' : reason}`,
    ),
  )
}

async function cellsThatRead(value: string, known: Known): Promise<string[]> {
  const db = await known.openDb()
  const found: string[] = []
  for (const sheet of known.set.sheets) {
    const counts = sheet.columns.map(({ name }, place) => `count(*) FILTER (WHERE ${same(name, value)}) AS n${place}`)
    const [row] = await db.rows<Record<string, number>>(
      sql(`SELECT ${counts.join(', ') || '1 AS none'} FROM ${await stored(known, sheet.rows_key)}`),
    )
    for (const [place, { name }] of sheet.columns.entries()) {
      const rows = row?.[`n${place}`] ?? 0
      if (rows > 0) found.push(`${count(rows, 'row')} of ${sheet.slug}.${name}`)
    }
  }
  return found
}
