import type { ColumnProfile } from '@godwit/contract'

/** A source column as a template column could read it: its name, what it holds, and the SQL that yields it. */
export type Candidate = {
  /** The input's ref that the SQL reads. */
  ref: string
  table: string
  /** The staged column that the values come from. */
  column: string
  /** The column's name, or the path of a value inside a JSON column. */
  label: string
  sql: string
  profile: ColumnProfile
  /** Position of the column in its table. */
  position: number
  /** A value map that its SQL uses. */
  valueMap?: { name: string; entries: Record<string, string> }
  /** Made by the reshaping of its view, which is of no use to a template that reads no such column. */
  made?: true
  /** In a table turned from wide to long: the date out of the header, or the cell. */
  role?: 'period' | 'entry'
}
