import type { Sql } from '../sql/quote.ts'

/** A value that DuckDB binds, or gives back in a row. BIGINT comes back as a number where it is safe, else a bigint. */
export type DuckdbValue = string | number | bigint | boolean | null | readonly DuckdbValue[] | DuckdbRecord
export type DuckdbRecord = { readonly [key: string]: DuckdbValue }

/**
 * One DuckDB database in memory, spilling to `spillDir`. Statements run one after another. Closed, interrupted or
 * crashed, every statement under way fails with an EngineError (`engine_crashed`, `out_of_memory`, `out_of_disk`) or,
 * when interrupted, with a plain `AbortError`. A statement that DuckDB refuses throws a `DuckdbError` with the SQL.
 */
export interface Duckdb {
  /** Runs one or several statements and forgets their results. */
  exec(statement: Sql): Promise<void>
  /** Runs one statement and gives all its rows: for small results only, large ones stay in DuckDB. */
  rows<Row = Record<string, DuckdbValue>>(statement: Sql, values?: readonly DuckdbValue[]): Promise<Row[]>
  /** Stops the statement under way at once; it rejects with an `AbortError`. */
  interrupt(): void
  close(): Promise<void>
}

export type DuckdbOptions = {
  /** Absolute paths of the folders that DuckDB may read and write; nothing else on disk is in reach. */
  directories: readonly string[]
  /** Where it spills; must be inside `directories`. */
  spillDir: string
  memoryLimitBytes: number
  threads?: number
  /** Aborting interrupts the statement under way and refuses later ones. */
  signal?: AbortSignal
}

/** DuckDB refused or failed a statement; `statement` is the SQL, `message` DuckDB's own words. Never for users as is. */
export class DuckdbError extends Error {
  override readonly name = 'DuckdbError'
  readonly statement: string
  constructor(message: string, statement: string, options?: { cause?: unknown }) {
    super(message, options)
    this.statement = statement
  }
}
