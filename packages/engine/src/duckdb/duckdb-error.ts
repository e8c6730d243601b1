import { EngineError } from '../errors.ts'
import { DuckdbError } from './duckdb.ts'

/** The statement under way was stopped on purpose. */
export class AbortError extends Error {
  override readonly name = 'AbortError'
}

/** Gives DuckDB's own words the meaning that the rest of the engine acts on. */
export function translateError(message: string, statement: string): Error {
  if (/^INTERRUPT Error/i.test(message)) return new AbortError('the query was interrupted')
  if (/no space left on device|disk full|max_temp_directory_size|ENOSPC/i.test(message)) {
    return new EngineError(
      'out_of_disk',
      'The disk is full. Free some space on the data folder’s disk, then try again.',
      {
        detail: { duckdb: message.slice(0, 300) },
      },
    )
  }
  if (/^Out of Memory Error/i.test(message)) {
    return new EngineError(
      'out_of_memory',
      'This step needs more memory than it may use. Raise GODWIT_MEMORY_LIMIT_BYTES, then try again.',
      { detail: { duckdb: message.slice(0, 300) } },
    )
  }
  return new DuckdbError(message, statement)
}
