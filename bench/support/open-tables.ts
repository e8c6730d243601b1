import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TableProfile } from '@godwit/contract'
import { type Duckdb, openDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { profileTable } from '../../packages/engine/src/profile/index.ts'
import { ident, type Sql, sql, text } from '../../packages/engine/src/sql/quote.ts'
import { stageFile } from '../../packages/engine/src/staging/index.ts'

/** A file staged and profiled as a migration does, with its cells: `rows` by their `_row`, headers as in the file. */
export type OpenedTable = {
  relation: Sql
  rowCount: number
  profile: TableProfile
  headers: string[]
  rows: Map<number, (string | null)[]>
}
export type Tables = { db: Duckdb; open: (path: string) => Promise<OpenedTable>; close: () => Promise<void> }

/** Opens tables of a folder. To be closed. */
export async function openTables(dataDir: string): Promise<Tables> {
  const workDir = await mkdtemp(join(tmpdir(), 'godwit-tables-'))
  const memoryLimitBytes = 1024 ** 3
  const db = await openDuckdb({ directories: [dataDir, workDir], spillDir: workDir, memoryLimitBytes, threads: 2 })
  let count = 0
  return {
    db,
    async open(path) {
      const outDir = join(workDir, `file-${++count}`)
      await mkdir(outDir)
      const file = { id: randomUUID(), name: basename(path), content_type: 'text/csv' }
      const { tables } = await stageFile({ db, path, outDir, file, tableNames: new Set() })
      const staged = tables[0]
      if (staged === undefined) throw new Error(`${path} holds no table`)
      const relation = sql(`read_parquet(${text(staged.path)})`)
      const cells = staged.columns.map(({ name }) => ident(name)).join(', ')
      const read = await db.rows<{ row: number; cells: (string | null)[] }>(
        sql(`SELECT _row AS row, [${cells}] AS cells FROM ${relation} ORDER BY _row`),
      )
      return {
        relation,
        rowCount: staged.row_count,
        profile: await profileTable({ db, table: staged, path: staged.path }),
        headers: staged.columns.map(({ header }) => header),
        rows: new Map(read.map((row) => [Number(row.row), row.cells])),
      }
    },
    async close() {
      await db.close()
      await rm(workDir, { recursive: true, force: true })
    },
  }
}
