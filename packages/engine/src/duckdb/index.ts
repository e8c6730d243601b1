export { type Duckdb, DuckdbError, type DuckdbOptions, type DuckdbRecord, type DuckdbValue } from './duckdb.ts'
export { AbortError } from './duckdb-error.ts'
export { openDuckdb, openMemoryDuckdb } from './open.ts'
export { type DuckdbPool, openDuckdbPool } from './pool.ts'
