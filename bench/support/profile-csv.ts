import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { ColumnProfile } from '@godwit/contract'
import { openDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { profileTable } from '../../packages/engine/src/profile/index.ts'
import { stageFile } from '../../packages/engine/src/staging/index.ts'

/** A column as profiled, with its header as the file writes it. */
export type ProfiledColumn = { header: string; profile: ColumnProfile }

/** Stages and profiles files of a folder as a migration does. To be closed. */
export type Profiler = { profileCsv: (path: string) => Promise<ProfiledColumn[]>; close: () => Promise<void> }

export async function openProfiler(dataDir: string): Promise<Profiler> {
  const workDir = await mkdtemp(join(tmpdir(), 'godwit-profile-'))
  const db = await openDuckdb({
    directories: [dataDir, workDir],
    spillDir: workDir,
    memoryLimitBytes: 1024 ** 3,
    threads: 2,
  })
  let count = 0
  return {
    /** The columns of the first table of the file. */
    async profileCsv(path) {
      const outDir = join(workDir, `file-${++count}`)
      await mkdir(outDir)
      const { tables } = await stageFile({
        db,
        path,
        outDir,
        file: { id: randomUUID(), name: basename(path), content_type: 'text/csv' },
        tableNames: new Set(),
      })
      const staged = tables[0]
      if (staged === undefined) return []
      const profile = await profileTable({ db, table: staged, path: staged.path })
      return profile.columns.map((column, at) => ({ header: staged.columns[at]!.header, profile: column }))
    },
    async close() {
      await db.close()
      await rm(workDir, { recursive: true, force: true })
    },
  }
}
