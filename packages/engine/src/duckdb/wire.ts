import type { DuckdbValue } from './duckdb.ts'
import type { SessionOptions } from './session.ts'

/** What the parent says to the child process. Each `id` is answered once; an interrupt is not answered. */
export type ToChild =
  | { kind: 'open'; id: number; options: SessionOptions }
  | { kind: 'exec'; id: number; statement: string }
  | { kind: 'rows'; id: number; statement: string; values: readonly DuckdbValue[] }
  | { kind: 'interrupt' }

export type FromChild =
  | { id: number; ok: true; rows: Record<string, DuckdbValue>[] | null }
  | { id: number; ok: false; message: string }
