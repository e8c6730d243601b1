import type { Dependency, ShapeOp, StagedTable } from '@godwit/contract'
import type { Sql } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { fold } from '../match/name-words.ts'

/** Runs a query over the staged tables, which stand as views under their refs (see `inputRefs`). */
export type Probe = (statement: Sql) => Promise<Record<string, unknown>[]>

/** A staged table as sheets may read it: whole, or the rows of one object where a table holds several. */
export type View = {
  ref: string
  /** The ref under which probes find the staged table: that of the view of the whole. */
  base: string
  table: StagedTable
  /** Names of what its rows are: the table's, and the object's that the slice holds. */
  words: string[]
  rowCount: number
  candidates: Candidate[]
  slice: { column: string; value: string } | null
  /** The column whose cells are lists, where rows are their entries: for templates that are about those. */
  list?: string
  /** The views that are stacked into this one, in order of preference. */
  union?: readonly View[]
  /** In a stack of files of the same shape: for each of them, its column for each column of the first. */
  layers?: readonly { table: string; columns: ReadonlyMap<string, string> }[]
  /** Sets of staged columns that tell the rows apart, and which columns determine which; none known in reshaped views. */
  keys: readonly (readonly string[])[]
  dependencies: readonly Dependency[]
  /** What is done to the rows before sheets read them; planning adds to it. */
  shape: ShapeOp[]
}

/** Words that SQL does not take as a bare name: a file called `order.csv` needs another one. */
const reserved = new Set(
  `all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate
  collation column columns concurrently constraint create cross default deferrable desc describe distinct do else end
  except false fetch for foreign freeze from full generated glob group having ilike in initially inner intersect into is
  isnull join lambda lateral leading left like limit map natural not notnull null offset on only or order outer overlaps
  pivot pivot_longer pivot_wider placing positional primary qualify references returning right select semi show similar
  some struct summarize symmetric table tablesample then to trailing true try_cast union unique unpack unpivot using
  variadic verbose when where window with`.split(/\s+/),
)

/** A stable, readable name for each staged table, as recipes call it. The order of the tables decides between equals. */
export function inputRefs(tables: readonly StagedTable[]): Map<string, string> {
  const refs = new Map<string, string>()
  const taken = new Set<string>()
  for (const { name } of tables) {
    const bare = fold(name.replace(/\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx?|gz)\b/gi, ''))
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
    const plain = (/^[a-z]/.test(bare) ? bare : `t_${bare}`).slice(0, 50).replace(/_+$/, '') || 'rows'
    const base = reserved.has(plain) ? `${plain}_rows` : plain
    let ref = base
    for (let count = 2; taken.has(ref); count++) ref = `${base}_${count}`
    taken.add(ref)
    refs.set(name, ref)
  }
  return refs
}
