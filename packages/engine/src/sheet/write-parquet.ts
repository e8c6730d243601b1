import type { Duckdb } from '../duckdb/index.ts'
import { type Sql, sql, text } from '../sql/quote.ts'

/** Writes the rows of a query, in their order, to a file within DuckDB's reach. */
export const writeParquet = (db: Duckdb, query: Sql, path: string) =>
  db.exec(sql(`COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION snappy)`))
