import { ident, join, type Sql, sql, text } from '../sql/quote.ts'
import type { CompiledInput, Lookup } from './compiled-recipe.ts'
import { lookupArguments, type RenderMode } from './render-expression.ts'
import { renderStage } from './render-stage.ts'

/**
 * What an input is in SQL. Its relation has the input's columns and `_row` and `_table` of the source, and beside them
 *
 * - `__t` SMALLINT: the staging table, by position in the list of tables;
 * - `__ord` BIGINT: the order of rows, across all tables of a union; `__sub` BIGINT: the order of rows that came of one;
 * - `__also`, only in an input that gathers: further staged rows that became part of the row, as a list of `{t, r}`.
 *
 * Together `__ord` and `__sub` are unique.
 */
export type RenderedInput = {
  relation: Sql
  /** To be run in order. A `lookup` is filled from the distinct arguments that `arguments` selects. */
  steps: readonly Step[]
  /** Queries for rows that left on the way: `__t`, `_row`, `reason` (text). */
  left: readonly Sql[]
  /** Tables and views made, newest first, to be dropped. */
  drop: readonly Sql[]
}

export type Step = { kind: 'sql'; statement: Sql } | { kind: 'lookup'; lookup: Lookup; source: Sql }

// Room for a million million rows of each table in a union.
const ordersPerPart = 2 ** 40

/** `stagedPath` names the Parquet file of a table; null where a table of that name is in the session (for tests). */
export function renderInput(
  input: CompiledInput,
  relations: ReadonlyMap<string, Sql>,
  from: (tableIndex: number) => Sql,
  mode: RenderMode,
): RenderedInput {
  const steps: Step[] = []
  const left: Sql[] = []
  const drop: Sql[] = []
  let relation = ident(`__in_${input.ref}_0`)
  const make = (name: Sql, kind: 'VIEW' | 'TABLE', query: Sql) => {
    steps.push({ kind: 'sql', statement: sql(`CREATE OR REPLACE TEMP ${kind} ${name} AS ${query}`) })
    drop.unshift(sql(`DROP ${kind} IF EXISTS ${name}`))
  }
  make(
    relation,
    'VIEW',
    'union' in input.source ? renderUnion(input, input.source.union, relations) : renderTable(input, from),
  )
  let gathered = 'union' in input.source && input.source.union.some((part) => part.gathers)
  for (const [index, stage] of input.stages.entries()) {
    for (const lookup of stage.lookups) {
      steps.push({ kind: 'lookup', lookup, source: lookupSource(input.ref, relation, stage.lookups, lookup) })
    }
    const next = ident(`__in_${input.ref}_${index + 1}`)
    const { query, gone } = renderStage({ ref: input.ref, relation, stage, mode, gathered })
    gathered ||= stage.op === 'pivot'
    // Windows and row makers are computed once, however many sheets read the input.
    make(next, stage.op === 'drop' || stage.op === 'compute' ? 'VIEW' : 'TABLE', query)
    left.push(...gone)
    relation = next
  }
  return { relation, steps, left, drop }
}

function renderTable({ base, source }: CompiledInput, from: (tableIndex: number) => Sql): Sql {
  if ('union' in source) throw new Error('not a table')
  const { tableIndex, table } = source
  const columns = base.map((name) => (name === '_table' ? `${text(table.name)} AS _table` : ident(name)))
  return sql(
    `SELECT ${columns.join(', ')}, CAST(${tableIndex} AS SMALLINT) AS __t, _row AS __ord, CAST(0 AS BIGINT) AS __sub FROM ${from(tableIndex)}`,
  )
}

function renderUnion(input: CompiledInput, parts: readonly CompiledInput[], relations: ReadonlyMap<string, Sql>): Sql {
  const offsets: number[] = []
  parts.reduce((offset, part) => {
    offsets.push(offset)
    return offset + spanOf(part)
  }, 0)
  const selects = parts.map((part, index) => {
    const columns = input.base.map((name) => {
      if (name === '_input') return `${text(part.ref)} AS _input`
      const own = part.columns.get(name.toLowerCase())
      return own ? `${ident(own.name)} AS ${ident(name)}` : `CAST(NULL AS VARCHAR) AS ${ident(name)}`
    })
    const also = part.gathers ? ', __also' : input.gathers ? `, ${noneElse} AS __also` : ''
    return `SELECT ${columns.join(', ')}, __t, __ord + ${offsets[index]} AS __ord, __sub${also} FROM ${relations.get(part.ref)}`
  })
  return join(selects, '\nUNION ALL ')
}

/** `__also` of a row that is one staged row. */
const noneElse = 'CAST([] AS STRUCT(t SMALLINT, r BIGINT)[])'

/** How many order positions an input takes. */
function spanOf({ source }: CompiledInput): number {
  return 'union' in source ? source.union.reduce((sum, part) => sum + spanOf(part), 0) : ordersPerPart
}

const lookupSource = (ref: string, relation: Sql, lookups: readonly Lookup[], lookup: Lookup) =>
  lookupArguments(sql(`${relation} AS ${ident(ref)}`), lookups, lookup)
