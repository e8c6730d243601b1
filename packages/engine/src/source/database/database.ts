import type { SourceRecord } from '../source.ts'

/** One column as the database declares it. */
export type DatabaseColumn = {
  name: string
  /** The type in full, as the database spells it: `numeric(10,2)`. */
  type: string
  /** JSON Schema of the values as a record holds them: text, except for booleans. */
  schema: Record<string, unknown>
  kind: 'whole_number' | 'number' | 'boolean' | 'moment' | 'list' | 'binary' | 'text'
  nullable: boolean
  /** Whether a value printed as text and read again sorts exactly where it stood. */
  sortsExactly: boolean
}

/** A table or view that can be read as a stream. */
export type DatabaseTable = {
  stream: string
  schema: string
  name: string
  /** False where the user may not select. */
  readable: boolean
  columns: DatabaseColumn[]
  /** The primary key, or else unique columns that are never null; empty without. */
  key: string[]
}

/** A table with what its stream goes by. */
export type ReadableTable = DatabaseTable & {
  /** The column that grows with every change, or null. Only where there is a key. */
  cursor: string | null
}

export type PageRequest = {
  /** The key after which to go on; null at the start. */
  after: readonly string[] | null
  /** Only rows changed since this value of the cursor column, with a margin, and those without a value. */
  since: string | null
  limit: number
}

/**
 * One connection in one read-only transaction: everything it tells is as of one moment. Errors are EngineErrors without
 * cell values. After an error it is only good for closing.
 */
export interface DatabaseSession {
  tables(): Promise<DatabaseTable[]>
  /** The highest value of the cursor column as text, or null. */
  highest(table: ReadableTable): Promise<string | null>
  /** Rows in the order of the key. */
  page(table: ReadableTable, request: PageRequest): Promise<SourceRecord[]>
  /** Every row after the first `skip`, in an order that depends on the values alone; for tables without a key. */
  scan(table: ReadableTable, skip: number): AsyncIterable<SourceRecord[]>
  close(): Promise<void>
}

/**
 * Transactions commit in another order than their clocks say: an incremental read looks back this far, and what comes
 * twice is merged by key.
 */
export const lookbackSeconds = 600

/** Rows are counted and measured as they come; a page aims at this many bytes. */
const pageBytes = 2 * 1024 * 1024
const mostRows = 5000

/** How many rows to ask for next, so that narrow tables go fast and wide ones stay small in memory. */
export function nextPageSize(rows: number, bytes: number): number {
  if (rows === 0) return firstPageSize
  const each = Math.max(1, bytes / rows)
  return Math.max(1, Math.min(mostRows, rows * 8, Math.round(pageBytes / each)))
}

export const firstPageSize = 200

/** Length of the texts of some records: what they weigh, roughly. */
export function weigh(records: readonly SourceRecord[]): number {
  let bytes = 0
  for (const record of records)
    for (const value of Object.values(record)) bytes += typeof value === 'string' ? value.length : 8
  return bytes
}

const cursorNames = [
  'updatedat',
  'modifiedat',
  'lastmodifiedat',
  'lastmodified',
  'updatedon',
  'modifiedon',
  'lastupdate',
  'lastupdated',
  'lastupdatedat',
  'updatetime',
  'modifieddate',
  'updateddate',
  'dateupdated',
  'datemodified',
  'modified',
  'updated',
]

/** The column that by its name and type tells when a row was last changed, or null. */
export function guessCursor(columns: readonly DatabaseColumn[]): string | null {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
  const moments = columns.filter(({ kind }) => kind === 'moment')
  for (const wanted of cursorNames) {
    const found = moments.find(({ name }) => plain(name) === wanted)
    if (found) return found.name
  }
  return null
}
