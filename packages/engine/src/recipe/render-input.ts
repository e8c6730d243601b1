import { ident, join, type Sql, sql, text } from '../sql/quote.ts'
import type { CompiledInput, CompiledStage, Expression, Lookup } from './compiled-recipe.ts'

/**
 * What an input is in SQL. Its relation has the input's columns and `_row` and `_table` of the source, and beside them
 *
 * - `__t` SMALLINT: the staging table, by position in the list of tables;
 * - `__ord` BIGINT: the order of rows, across all tables of a union; `__sub` BIGINT: the order of rows that came of one.
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

/** How the SQL is written. `careful` wraps conditions and values in TRY: what fails on a row becomes NULL there. */
export type RenderMode = { careful: boolean }

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
  for (const [index, stage] of input.stages.entries()) {
    for (const lookup of stage.lookups) {
      steps.push({ kind: 'lookup', lookup, source: lookupSource(input.ref, relation, stage.lookups, lookup) })
    }
    const next = ident(`__in_${input.ref}_${index + 1}`)
    const { query, gone } = renderStage(input.ref, relation, stage, mode)
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
    return `SELECT ${columns.join(', ')}, __t, __ord + ${offsets[index]} AS __ord, __sub FROM ${relations.get(part.ref)}`
  })
  return join(selects, '\nUNION ALL ')
}

/** How many order positions an input takes. */
function spanOf({ source }: CompiledInput): number {
  return 'union' in source ? source.union.reduce((sum, part) => sum + spanOf(part), 0) : ordersPerPart
}

/** The value of an expression in the midst of others. */
export const condition = ({ sql: value, careful }: Expression, mode: RenderMode): string =>
  mode.careful && careful ? `(${careful}).v` : value

/** `FROM` with the lookups joined: `relation AS ref LEFT JOIN …`. */
export function joinLookups(relation: Sql, lookups: readonly Lookup[]): Sql {
  const joins = lookups.map(({ table, arguments: args }) => {
    const matches = args.map((arg, index) => {
      const key = `${ident(table)}.${ident(`__k${index}`)}`
      return index === 0 ? `${key} = ${arg}` : `${key} IS NOT DISTINCT FROM ${arg}`
    })
    return ` LEFT JOIN ${ident(table)} ON ${matches.join(' AND ')}`
  })
  return sql(`${relation}${joins.join('')}`)
}

/** The distinct arguments of a lookup; lookups before it in the list may feed them. */
export function lookupArguments(from: Sql, lookups: readonly Lookup[], lookup: Lookup): Sql {
  const earlier = lookups.slice(0, lookups.indexOf(lookup))
  const columns = lookup.arguments.map((arg, index) => `${arg} AS ${ident(`__k${index}`)}`)
  return sql(
    `SELECT DISTINCT ${columns.join(', ')} FROM ${joinLookups(from, earlier)} WHERE ${lookup.arguments[0]} IS NOT NULL`,
  )
}

const lookupSource = (ref: string, relation: Sql, lookups: readonly Lookup[], lookup: Lookup) =>
  lookupArguments(sql(`${relation} AS ${ident(ref)}`), lookups, lookup)

const meta = '__t, __ord, __sub'
const blank = (column: string) => `(${column} IS NULL OR trim(${column}) = '')`

function renderStage(ref: string, relation: Sql, stage: CompiledStage, mode: RenderMode): { query: Sql; gone: Sql[] } {
  const alias = ident(ref)
  const own = (name: string) => `${alias}.${ident(name)}`
  const from = joinLookups(sql(`${relation} AS ${alias}`), stage.lookups)
  const before = (names: readonly string[]) => [...names.map(own), `${alias}.__t`, `${alias}.__ord`, `${alias}.__sub`]
  switch (stage.op) {
    case 'drop': {
      // The condition becomes a column first: it may hold a window, which WHERE may not.
      const marked = `(SELECT ${alias}.*, ${condition(stage.when, mode)} AS __when FROM ${from})`
      return {
        query: sql(`SELECT ${stage.columns.map(ident).join(', ')}, ${meta} FROM ${marked} WHERE __when IS NOT TRUE`),
        gone: [sql(`SELECT __t, _row, ${text(stage.reason)} AS reason FROM ${marked} WHERE __when IS TRUE`)],
      }
    }
    case 'compute': {
      const fresh = new Map(stage.computed.map(([name, value]) => [name, value]))
      const columns = stage.columns.map((name) => {
        const value = fresh.get(name)
        return value ? `${condition(value, mode)} AS ${ident(name)}` : own(name)
      })
      return { query: sql(`SELECT ${columns.join(', ')}, ${before([]).join(', ')} FROM ${from}`), gone: [] }
    }
    case 'fill_down':
      return { query: renderFillDown(alias, from, stage, mode), gone: [] }
    case 'section': {
      const columns = stage.columns.filter((name) => name !== stage.column)
      const marked = `(SELECT ${before(columns).join(', ')}, ${condition(stage.when, mode)} AS __when, CAST(${condition(stage.value, mode)} AS VARCHAR) AS __value FROM ${from})`
      // Filled over all rows, headings included, before the headings leave; an empty heading ends the section too.
      const filled = `(SELECT *, last_value(CASE WHEN __when IS TRUE THEN {v: __value} END IGNORE NULLS) OVER (ORDER BY __ord, __sub ROWS UNBOUNDED PRECEDING).v AS __section FROM ${marked})`
      const kept = stage.columns.map((name) => (name === stage.column ? `__section AS ${ident(name)}` : ident(name)))
      return {
        query: sql(`SELECT ${kept.join(', ')}, ${meta} FROM ${filled} WHERE __when IS NOT TRUE ORDER BY __ord, __sub`),
        gone: [sql(`SELECT __t, _row, ${text(stage.reason)} AS reason FROM ${marked} WHERE __when IS TRUE`)],
      }
    }
    case 'unpivot': {
      const cells = stage.unpivoted.map(
        (name, index) => `{n: ${text(name)}, v: CAST(${own(name)} AS VARCHAR), i: ${index}}`,
      )
      const kept = stage.kept.map(own)
      const list = `list_filter([${cells.join(', ')}], lambda _c: NOT ${blank('_c.v')})`
      const columns = stage.columns.map((name) =>
        name === stage.name
          ? `__cell.n AS ${ident(name)}`
          : name === stage.value
            ? `__cell.v AS ${ident(name)}`
            : ident(name),
      )
      const inner = `(SELECT ${[...kept, `${alias}.__t`, `${alias}.__ord`, `${alias}.__sub AS __above`].join(', ')}, unnest(${list}) AS __cell FROM ${from})`
      return {
        query: sql(
          `SELECT ${columns.join(', ')}, __t, __ord, __above * ${stage.unpivoted.length} + __cell.i AS __sub FROM ${inner} ORDER BY __ord, __sub`,
        ),
        gone: [
          sql(
            `SELECT ${alias}.__t, ${alias}._row, 'no cell to make a row of' AS reason FROM ${from} WHERE len(${list}) = 0`,
          ),
        ],
      }
    }
    case 'unnest': {
      // Not JSON, or not an array: the row has no elements. A NULL element is no row either.
      const list = `CASE WHEN json_valid(${own(stage.column)}) AND json_type(${own(stage.column)}) = 'ARRAY' THEN json_extract(${own(stage.column)}, '$[*]') ELSE [] END`
      const columns = stage.columns.map((name) =>
        name === stage.as ? `CAST(__element AS VARCHAR) AS ${ident(name)}` : ident(name),
      )
      const others = stage.columns.filter((name) => name !== stage.as).map(own)
      const inner = `(SELECT ${[...others, `${alias}.__t`, `${alias}.__ord`, `${alias}.__sub AS __above`].join(', ')}, unnest(${list}) AS __element, generate_subscripts(${list}, 1) AS __at FROM ${from})`
      return {
        query: sql(
          `SELECT ${columns.join(', ')}, __t, __ord, __above * 1048576 + __at AS __sub FROM ${inner} ORDER BY __ord, __sub`,
        ),
        gone: [
          sql(
            `SELECT ${alias}.__t, ${alias}._row, 'nothing in the list' AS reason FROM ${from} WHERE len(${list}) = 0`,
          ),
        ],
      }
    }
    default:
      return stage satisfies never
  }
}

function renderFillDown(
  alias: Sql,
  from: Sql,
  stage: Extract<CompiledStage, { op: 'fill_down' }>,
  mode: RenderMode,
): Sql {
  const own = (name: string) => `${alias}.${ident(name)}`
  const within = stage.within ? condition(stage.within, mode) : 'NULL'
  const marked = `(SELECT ${[...stage.columns.map(own), `${alias}.__t`, `${alias}.__ord`, `${alias}.__sub`].join(', ')}, ${within} AS __within FROM ${from})`
  // A value that comes back later is another stretch: what stands between must not be jumped over.
  const changed = `(SELECT *, CASE WHEN __within IS DISTINCT FROM lag(__within) OVER (ORDER BY __ord, __sub) THEN 1 ELSE 0 END AS __changed FROM ${marked})`
  const runs = stage.within
    ? `(SELECT *, sum(__changed) OVER (ORDER BY __ord, __sub ROWS UNBOUNDED PRECEDING) AS __run FROM ${changed})`
    : `(SELECT *, 0 AS __run FROM ${marked})`
  const columns = stage.columns.map((name) =>
    stage.filled.includes(name)
      ? `last_value(CASE WHEN ${blank(`CAST(${ident(name)} AS VARCHAR)`)} THEN NULL ELSE ${ident(name)} END IGNORE NULLS) OVER (PARTITION BY __run ORDER BY __ord, __sub ROWS UNBOUNDED PRECEDING) AS ${ident(name)}`
      : ident(name),
  )
  return sql(`SELECT ${columns.join(', ')}, ${meta} FROM ${runs} ORDER BY __ord, __sub`)
}
