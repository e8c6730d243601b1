import type { Dedupe, StagedTable, Template } from '@godwit/contract'
import type { Sql } from '../sql/quote.ts'
import type { Origin, ScopeColumn } from './scope.ts'

/** A checked expression. `sql` is ready to stand anywhere a value can; `lookups` of its context must be joined. */
export type Expression = {
  /** Where it stands in the recipe: `sheets.0.columns.Email.sql`. */
  path: string
  /** As it was written. */
  text: string
  sql: Sql
  /** As `{v: value}`, NULL on a row on which it fails; null where that cannot be told apart, that is for wide ones. */
  careful: Sql | null
  /** Staged columns behind it. */
  reads: readonly Origin[]
  /** Whether it holds a window or an aggregate, which TRY cannot wrap. */
  wide: boolean
}

/**
 * Values computed outside the query and joined back: a mapped function over distinct arguments, or a value map.
 * The table `table` has `__k0`… (the arguments as text), and `__v` (the result). For a value map `__k0` is trimmed
 * and in lower case.
 */
export type Lookup = {
  table: string
  function: string
  arguments: readonly Sql[]
  map: Readonly<Record<string, string | null>> | null
}

/** One change of an input's rows. `columns` are those there are afterwards, in order. */
export type CompiledStage = { columns: readonly string[]; lookups: readonly Lookup[] } & (
  | { op: 'drop'; when: Expression; reason: string }
  | { op: 'compute'; computed: readonly (readonly [name: string, value: Expression])[] }
  | { op: 'fill_down'; filled: readonly string[]; within: Expression | null }
  | { op: 'section'; when: Expression; value: Expression; column: string; reason: string }
  | { op: 'unpivot'; unpivoted: readonly string[]; name: string; value: string; kept: readonly string[] }
  | {
      op: 'unpivot_groups'
      /** `columns`: the column of each of `cells`, null where the group has none. */
      groups: readonly { label: string; columns: readonly (string | null)[] }[]
      cells: readonly string[]
      name: string
      kept: readonly string[]
    }
  | {
      op: 'pivot'
      by: readonly string[]
      name: string
      value: string
      /** `says` is trimmed and in lower case. */
      pivoted: readonly { column: string; says: string }[]
      kept: readonly string[]
      separator: string
    }
  | {
      op: 'unnest'
      column: string
      as: string
      separator: string | null
      at: string | null
      keepEmpty: boolean
    }
)

export type CompiledInput = {
  ref: string
  source: { table: StagedTable; tableIndex: number } | { union: readonly CompiledInput[] }
  /** Column names before the first stage. */
  base: readonly string[]
  stages: readonly CompiledStage[]
  columns: ReadonlyMap<string, ScopeColumn>
  /** Staged columns that the stages read. */
  reads: readonly Origin[]
  /** Whether one staged row may give several rows. */
  multiplies: boolean
  /** Whether one row may come of several staged rows: it then has `__also`, those beside its own. */
  gathers: boolean
}

export type CompiledJoin = {
  input: CompiledInput
  as: string
  on: Expression
  /**
   * Where the condition is a conjunction of `left = right` and of conditions on the right alone: those, so that the
   * right side can be made unique before joining. Null for any other condition.
   */
  equal: { keys: readonly Sql[]; filters: readonly Sql[] } | null
}

export type CompiledSheet = {
  index: number
  template: Template
  from: CompiledInput
  joins: readonly CompiledJoin[]
  lookups: readonly Lookup[]
  drop: readonly { when: Expression; reason: string }[]
  dropInvalid: readonly string[]
  group: readonly Expression[] | null
  /** One for each template column, in template order; null for a column that nothing feeds. */
  columns: readonly CompiledColumn[]
  /** Cells to point out, by template column. */
  review: readonly { column: string; when: Expression; message: string }[]
  dedupe: { key: readonly string[]; keep: Exclude<Dedupe['keep'], object> | Expression; fill: readonly string[] } | null
}

export type CompiledColumn = {
  name: string
  value: (Expression & { why: string; confidence: number | null; output: OutputHint | null }) | null
}

/** What the outermost function of an expression writes, where that can be seen: how its cells are judged. */
export type OutputHint =
  | { kind: 'date' | 'timestamp'; format: string }
  | { kind: 'number'; decimals: number | null }
  | { kind: 'boolean'; values: readonly string[] }
  | { kind: 'email' | 'phone' | 'url' | 'country' }

export type CompiledRecipe = { inputs: readonly CompiledInput[]; sheets: readonly CompiledSheet[] }
