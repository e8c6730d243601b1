import { DatabaseSync } from 'node:sqlite'
import type { Cell } from '../dialect.ts'
import { type Reader, UnreadableFile } from '../reader/reader.ts'

type TableRow = { name: string; type: string; sql: string | null }

/** An SQLite database, opened to be read only: each table is a grid. Views and virtual tables hold nothing of their own. */
export const readSqlite: Reader = async ({ path }, output) => {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { readOnly: true, allowExtension: false, enableForeignKeyConstraints: false })
  } catch (error) {
    throw new UnreadableFile(`its database cannot be opened (${describe(error)})`)
  }
  try {
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
    for (const { name } of tables.filter((table) => !skipped.includes(table))) {
      const statement = database.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`)
      statement.setReadBigInts(true)
      statement.setReturnArrays(true)
      const grid = output.grid(name)
      grid.add(
        1,
        statement.columns().map(({ name: column }) => column),
      )
      let row = 1
      let binary = 0
      for (const values of statement.iterate() as unknown as Iterable<unknown[]>) {
        row++
        grid.add(
          row,
          values.map((value): Cell => {
            if (value === null) return null
            if (value instanceof Uint8Array) {
              binary++
              return `0x${Buffer.from(value).toString('hex')}`
            }
            return String(value)
          }),
        )
        if (row % 1000 === 0) output.progress(0)
      }
      grid.close({
        warnings:
          binary > 0
            ? [
                {
                  code: 'binary_values',
                  message: 'Binary values were taken as hexadecimal text.',
                  rows: [],
                  count: binary,
                },
              ]
            : [],
      })
    }
  } catch (error) {
    throw new UnreadableFile(`its database is damaged (${describe(error)})`)
  } finally {
    database.close()
  }
}

const list = (database: DatabaseSync): TableRow[] =>
  database
    .prepare(
      "SELECT name, type, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )
    .all() as TableRow[]

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
