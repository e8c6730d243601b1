import type { ShapeOp, StagedTable } from '@godwit/contract'
import type { Sql } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { fold } from '../match/name-words.ts'

/** Runs a query over the staged tables, which stand as views under their refs (see `inputRefs`). */
export type Probe = (statement: Sql) => Promise<Record<string, unknown>[]>

/** A staged table as sheets may read it: whole, or the rows of one object where a table holds several. */
export type View = {
  ref: string
  table: StagedTable
  /** Names of what its rows are: the table's, and the object's that the slice holds. */
  words: string[]
  rowCount: number
  candidates: Candidate[]
  slice: { column: string; value: string } | null
  /** The views that are stacked into this one, in order of preference. */
  union?: readonly View[]
  /** What is done to the rows before sheets read them; planning adds to it. */
  shape: ShapeOp[]
}

/** A stable, readable name for each staged table, as recipes call it. The order of the tables decides between equals. */
export function inputRefs(tables: readonly StagedTable[]): Map<string, string> {
  const refs = new Map<string, string>()
  const taken = new Set<string>()
  for (const { name } of tables) {
    const bare = fold(name.replace(/\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx?|gz)\b/gi, ''))
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
    const base = (/^[a-z]/.test(bare) ? bare : `t_${bare}`).slice(0, 50).replace(/_+$/, '') || 'table'
    let ref = base
    for (let count = 2; taken.has(ref); count++) ref = `${base}_${count}`
    taken.add(ref)
    refs.set(name, ref)
  }
  return refs
}
