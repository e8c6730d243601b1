import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { SourceWarning } from '@godwit/contract'
import type { Cell } from '../dialect.ts'
import { type Reader, type ReaderOutput, UnreadableFile } from '../reader/reader.ts'

const maxHeapBytes = 128 * 1024 * 1024

type TableRow = { name: string; type: string; sql: string | null }

/** An SQLite database, opened to be read only: each table is a grid. Views and virtual tables hold nothing of their own. */
export const readSqlite: Reader = async ({ path }, output) => {
  let database: DatabaseSync
  try {
    // Immutable: whatever its journal mode, the file is all there is, and nothing is written beside it.
    const place = pathToFileURL(path)
    place.search = '?immutable=1'
    database = new DatabaseSync(place, { readOnly: true, allowExtension: false, enableForeignKeyConstraints: false })
  } catch (error) {
    throw new UnreadableFile(`its database cannot be opened (${describe(error)})`)
  }
  try {
    // Expressions in the schema (of generated columns) may call what is harmless, and no more.
    database.exec(`PRAGMA trusted_schema = OFF; PRAGMA hard_heap_limit = ${maxHeapBytes}`)
    const tables = list(database)
    const skipped = tables.filter(({ sql }) => sql !== null && /^\s*CREATE\s+VIRTUAL/i.test(sql))
    if (skipped.length > 0) {
      output.warn({
        code: 'virtual_tables',
        message: `Virtual tables are made by programs that are not here, so they were not read: ${skipped
          .map(({ name }) => name)
          .join(', ')
          .slice(0, 300)}.`,
        rows: [],
        count: skipped.length,
      })
    }
    let read = 0
    let failure = ''
    for (const { name } of tables.filter((table) => !skipped.includes(table))) {
      try {
        readTable(database, name, output)
        read++
      } catch (error) {
        if (error instanceof UnreadableFile) throw error
        failure ||= describe(error)
        output.warn({
          code: 'part_unreadable',
          message: `The table ${name.slice(0, 100)} was not read: the database is damaged (${describe(error)}).`,
          rows: [],
          count: 1,
        })
      }
    }
    if (read === 0 && failure !== '') throw new UnreadableFile(`its database is damaged (${failure})`)
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    throw new UnreadableFile(`its database is damaged (${describe(error)})`)
  } finally {
    database.close()
  }
}

function readTable(database: DatabaseSync, table: string, output: ReaderOutput) {
  const statement = database.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const grid = output.grid(table)
  grid.add(
    1,
    statement.columns().map(({ name }) => name),
  )
  let row = 1
  let binary = 0
  const cellOf = (value: unknown): Cell => {
    if (value === null) return null
    if (!(value instanceof Uint8Array)) return String(value)
    binary++
    return `0x${Buffer.from(value).toString('hex')}`
  }
  for (const values of statement.iterate() as unknown as Iterable<unknown[]>) {
    grid.add(++row, values.map(cellOf))
    if (row % 1000 === 0) output.progress(0)
  }
  grid.close({ warnings: binary > 0 ? [binaryValues(binary)] : [] })
}

const binaryValues = (count: number): SourceWarning => ({
  code: 'binary_values',
  message: 'Binary values were taken as hexadecimal text.',
  rows: [],
  count,
})

const list = (database: DatabaseSync): TableRow[] =>
  database
    .prepare(
      "SELECT name, type, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )
    .all() as TableRow[]

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
