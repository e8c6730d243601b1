import type { ExcludedRows, SourceWarning, StagedColumn, StagedTable, TableCorrection } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'

/** A staging table whose Parquet file still lies in a work folder; `storage_key` is empty until storage adopts it. `group` as in `TablePart`. */
export type LocalStagedTable = StagedTable & { path: string; group?: number | null }

/** What became of one file: its tables in file order, and what concerns the file as a whole. */
export type StagedFile = { tables: LocalStagedTable[]; warnings: SourceWarning[] }

export type StageProgress = { phase: 'scanning' | 'converting'; bytes: number; totalBytes: number }

export type StageFileOptions = {
  db: Duckdb
  /** The file on disk, within DuckDB's reach. */
  path: string
  file: { id: string; name: string; content_type: string }
  /** An existing folder, within DuckDB's reach, for the Parquet files and what is needed on the way. */
  outDir: string
  /** Names that tables of the same migration have already. */
  tableNames: ReadonlySet<string>
  /** What a person has said of the tables of the file, by their position in it from 1. */
  corrections?: ReadonlyMap<number, TableCorrection>
  /** How many tables of the file come before those of this part of it. */
  tablesBefore?: number
  signal?: AbortSignal
  onProgress?: (progress: StageProgress) => void
}

/** One table of a file, before it has a name. */
export type TablePart = {
  path: string
  part: string | null
  columns: StagedColumn[]
  rowCount: number
  format: StagedTable['format']
  encoding: string | null
  dialect: StagedTable['dialect']
  title: string[]
  excluded: ExcludedRows[]
  warnings: SourceWarning[]
  region?: StagedTable['region']
  header_rows?: number[]
  /** Position in the file of the first table of the same text or sheet; what has neither has none. */
  group?: number
}

export const noHeaderWarning = (): SourceWarning => ({
  code: 'no_header',
  message: 'The first row holds data, not names, so the columns are named by their position.',
  rows: [],
  count: 0,
})

export const noRowsWarning = (): SourceWarning => ({
  code: 'no_rows',
  message: 'The table has a header but no rows.',
  rows: [],
  count: 0,
})

/** How many positions a warning names. */
const shownRows = 20

/** A warning that is counted while it is found. */
export class WarningCount {
  readonly #rows: number[] = []
  count = 0

  add(row: number) {
    this.count++
    if (this.#rows.length < shownRows && this.#rows.at(-1) !== row) this.#rows.push(row)
  }

  get rows(): number[] {
    return this.#rows
  }
}
