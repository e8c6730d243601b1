import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckdb } from '../duckdb/index.ts'
import { sql, text } from '../sql/quote.ts'
import { type LocalStagedTable, type StagedFile, type StageFileOptions, stageFile } from './index.ts'

/** For tests of this room: a folder, a DuckDB that may read it, and staging of files given as text or bytes. */
export async function openTestStaging() {
  const directory = await mkdtemp(join(tmpdir(), 'godwit-staging-'))
  const db = await openDuckdb({ directories: [directory], spillDir: directory, memoryLimitBytes: 2 * 1024 ** 3 })
  let count = 0
  const nextDir = async () => {
    const dir = join(directory, `out-${++count}`)
    await mkdir(dir)
    return dir
  }
  return {
    directory,
    db,
    nextDir,
    /** Stages one file; `more` overrides what is passed on. */
    async stage(name: string, content: string | Uint8Array, more: Partial<StageFileOptions> = {}): Promise<StagedFile> {
      const outDir = await nextDir()
      const path = join(outDir, 'upload')
      await writeFile(path, content)
      const file = { id: '01890000-0000-7000-8000-000000000000', name, content_type: 'text/csv' }
      return stageFile({ db, path, file, outDir, tableNames: new Set(), ...more })
    },
    /** All rows of a staged table: `_row`, then the cells. */
    async rows(table: LocalStagedTable): Promise<unknown[][]> {
      const rows = await db.rows(sql(`SELECT * FROM read_parquet(${text(table.path)}) ORDER BY _row`))
      return rows.map((row) => Object.values(row))
    },
    async close() {
      await db.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Rows of all kinds of a table: what has to add up to the records of its file. */
export const countedRows = (table: LocalStagedTable): number =>
  table.row_count + table.excluded.reduce((sum, { rows }) => sum + rows, 0)
