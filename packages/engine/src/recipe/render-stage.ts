import { ident, type Sql, sql, text } from '../sql/quote.ts'
import type { CompiledStage } from './compiled-recipe.ts'
import { condition, joinLookups, type RenderMode } from './render-expression.ts'

/** One operation over a relation with the columns before it, and what its rows carry beside them (see `RenderedInput`). */
type StageInput = {
  ref: string
  relation: Sql
  stage: CompiledStage
  mode: RenderMode
  /** Whether rows carry `__also` already. */
  gathered: boolean
}

/** The relation after an operation, and queries for the rows that left in it: `__t`, `_row`, `reason`. */
type RenderedStage = { query: Sql; gone: Sql[] }

type Of<Op extends CompiledStage['op']> = Extract<CompiledStage, { op: Op }>

/** What every operation is written with. */
type Parts = {
  alias: Sql
  from: Sql
  mode: RenderMode
  /** The columns that rows carry beside their own, without and with the alias. */
  meta: readonly string[]
  own(name: string): string
  /** These columns and what rows carry, of the relation before. */
  before(names: readonly string[]): string[]
  /** The staged rows of a query that left, all of them. */
  left(reason: string, query: string): Sql
}

/** Reasons for which rows leave in operations that have no reason of their own. */
export const shapeReasons = [
  'no cell to make a row of',
  'belongs to no record',
  'about something that has no column',
  'nothing in the list',
] as const

export function renderStage({ ref, relation, stage, mode, gathered }: StageInput): RenderedStage {
  const alias = ident(ref)
  const own = (name: string) => `${alias}.${ident(name)}`
  const meta = ['__t', '__ord', '__sub', ...(gathered ? ['__also'] : [])]
  const parts: Parts = {
    alias,
    from: joinLookups(sql(`${relation} AS ${alias}`), stage.lookups),
    mode,
    meta,
    own,
    before: (names) => [...names.map(own), ...meta.map((name) => `${alias}.${name}`)],
    left: (reason, query) => {
      const rows = gathered
        ? `SELECT __each.t AS __t, __each.r AS _row FROM (SELECT unnest(list_prepend({t: __t, r: _row}, __also)) AS __each FROM ${query})`
        : `SELECT __t, _row FROM ${query}`
      return sql(`SELECT *, ${text(reason)} AS reason FROM (${rows})`)
    },
  }
  switch (stage.op) {
    case 'drop':
      return renderDrop(stage, parts)
    case 'compute':
      return renderCompute(stage, parts)
    case 'fill_down':
      return { query: renderFillDown(stage, parts), gone: [] }
    case 'section':
      return renderSection(stage, parts)
    case 'unpivot': {
      const cells = stage.unpivoted.map(
        (name, index) => `{n: ${text(name)}, v: CAST(${own(name)} AS VARCHAR), i: ${index}}`,
      )
      const made = new Map([
        [stage.name, '__cell.n'],
        [stage.value, '__cell.v'],
      ])
      return renderCells(stage, cells, `NOT ${blank('_c.v')}`, made, parts)
    }
    case 'unpivot_groups': {
      const cells = stage.groups.map(({ label, columns }, index) => {
        const values = columns.map(
          (name, at) => `c${at}: ${name === null ? 'CAST(NULL AS VARCHAR)' : `CAST(${own(name)} AS VARCHAR)`}`,
        )
        return `{n: ${text(label)}, ${values.join(', ')}, i: ${index}}`
      })
      const filled = stage.cells.map((_, at) => `NOT ${blank(`_c.c${at}`)}`).join(' OR ')
      const made = new Map([
        [stage.name, '__cell.n'],
        ...stage.cells.map((name, at): [string, string] => [name, `__cell.c${at}`]),
      ])
      return renderCells(stage, cells, `(${filled})`, made, parts)
    }
    case 'pivot':
      return renderPivot(stage, parts)
    case 'unnest':
      return renderUnnest(stage, parts)
    default:
      return stage satisfies never
  }
}

const blank = (column: string) => `(${column} IS NULL OR trim(${column}) = '')`
/** The place that a row has before it is multiplied under another name than the one it gets. */
const above = (columns: readonly string[]): string[] =>
  columns.map((column) => (column.endsWith('.__sub') ? `${column} AS __above` : column))

const inOrder = 'ORDER BY __ord, __sub'

function renderDrop(stage: Of<'drop'>, { alias, from, mode, meta, left }: Parts): RenderedStage {
  // The condition becomes a column first: it may hold a window, which WHERE may not.
  const marked = `(SELECT ${alias}.*, ${condition(stage.when, mode)} AS __when FROM ${from})`
  return {
    query: sql(`SELECT ${[...stage.columns.map(ident), ...meta].join(', ')} FROM ${marked} WHERE __when IS NOT TRUE`),
    gone: [left(stage.reason, `${marked} WHERE __when IS TRUE`)],
  }
}

function renderCompute(stage: Of<'compute'>, { from, mode, own, before }: Parts): RenderedStage {
  const fresh = new Map(stage.computed.map(([name, value]) => [name, value]))
  const columns = stage.columns.map((name) => {
    const value = fresh.get(name)
    return value ? `${condition(value, mode)} AS ${ident(name)}` : own(name)
  })
  return { query: sql(`SELECT ${[...columns, ...before([])].join(', ')} FROM ${from}`), gone: [] }
}

function renderSection(stage: Of<'section'>, { from, mode, meta, before, left }: Parts): RenderedStage {
  const columns = stage.columns.filter((name) => name !== stage.column)
  const marked = `(SELECT ${before(columns).join(', ')}, ${condition(stage.when, mode)} AS __when, CAST(${condition(stage.value, mode)} AS VARCHAR) AS __value FROM ${from})`
  // Filled over all rows, headings included, before the headings leave; an empty heading ends the section too.
  const filled = `(SELECT *, last_value(CASE WHEN __when IS TRUE THEN {v: __value} END IGNORE NULLS) OVER (${inOrder} ROWS UNBOUNDED PRECEDING).v AS __section FROM ${marked})`
  const kept = stage.columns.map((name) => (name === stage.column ? `__section AS ${ident(name)}` : ident(name)))
  return {
    query: sql(`SELECT ${[...kept, ...meta].join(', ')} FROM ${filled} WHERE __when IS NOT TRUE ${inOrder}`),
    gone: [left(stage.reason, `${marked} WHERE __when IS TRUE`)],
  }
}

/** One row for each of the `cells` (records with their place `i`) that is `filled`; `made` are the columns out of them. */
function renderCells(
  stage: Of<'unpivot'> | Of<'unpivot_groups'>,
  cells: readonly string[],
  filled: string,
  made: ReadonlyMap<string, string>,
  { alias, from, meta, before, left }: Parts,
): RenderedStage {
  const list = `list_filter([${cells.join(', ')}], lambda _c: ${filled})`
  const columns = stage.columns.map((name) => (made.has(name) ? `${made.get(name)} AS ${ident(name)}` : ident(name)))
  const inner = `(SELECT ${above(before(stage.kept)).join(', ')}, unnest(${list}) AS __cell FROM ${from})`
  const carried = meta.map((name) => (name === '__sub' ? `__above * ${cells.length} + __cell.i AS __sub` : name))
  return {
    query: sql(`SELECT ${[...columns, ...carried].join(', ')} FROM ${inner} ${inOrder}`),
    gone: [left('no cell to make a row of', `(SELECT ${alias}.* FROM ${from} WHERE len(${list}) = 0)`)],
  }
}

function renderPivot(stage: Of<'pivot'>, { from, meta, own, before, left }: Parts): RenderedStage {
  const by = stage.by.map((_, index) => `__by${index}`)
  const keys = stage.by.map((name, index) => `nullif(trim(CAST(${own(name)} AS VARCHAR)), '') AS ${by[index]}`)
  const says = `lower(trim(CAST(${own(stage.name)} AS VARCHAR))) AS __says`
  const value = `nullif(trim(CAST(${own(stage.value)} AS VARCHAR)), '') AS __value`
  const known = `__says IN (${stage.pivoted.map(({ says: what }) => text(what)).join(', ')})`
  const named = `coalesce(${by.join(', ')}) IS NOT NULL`
  const marked = `(SELECT ${[...before(stage.kept), ...keys, says, value].join(', ')} FROM ${from})`
  // The same value again adds nothing; another one is joined to the first.
  const fresh = `(SELECT *, row_number() OVER (PARTITION BY ${[...by, '__says', '__value'].join(', ')} ${inOrder}) = 1 AS __fresh FROM ${marked} WHERE ${named} AND ${known})`
  const row = '{t: __t, r: _row}'
  const members = meta.includes('__also')
    ? `flatten(list(list_prepend(${row}, __also) ${inOrder}))`
    : `list(${row} ${inOrder})`
  const first = (name: string) =>
    name === '_row' || name === '_table'
      ? `first(${ident(name)} ${inOrder}) AS ${ident(name)}`
      : `first(${ident(name)} ${inOrder}) FILTER (WHERE NOT ${blank(`CAST(${ident(name)} AS VARCHAR)`)}) AS ${ident(name)}`
  const pivoted = stage.pivoted.map(
    ({ column, says: what }) =>
      `string_agg(__value, ${text(stage.separator)} ${inOrder}) FILTER (WHERE __fresh AND __says = ${text(what)}) AS ${ident(column)}`,
  )
  const gathered = `(SELECT ${[...stage.kept.map(first), ...pivoted, `first(__t ${inOrder}) AS __t`, `first(__sub ${inOrder}) AS __sub`, 'min(__ord) AS __ord', `${members} AS __members`].join(', ')} FROM ${fresh} GROUP BY ${by.join(', ')})`
  const also = `list_sort(list_filter(list_distinct(__members), lambda _m: _m <> {t: __t, r: _row})) AS __also`
  return {
    query: sql(
      `SELECT ${[...stage.columns.map(ident), '__t', '__ord', '__sub', also].join(', ')} FROM ${gathered} ${inOrder}`,
    ),
    gone: [
      left('belongs to no record', `(SELECT * FROM ${marked} WHERE NOT (${named}))`),
      left('about something that has no column', `(SELECT * FROM ${marked} WHERE ${named} AND (${known}) IS NOT TRUE)`),
    ],
  }
}

function renderUnnest(stage: Of<'unnest'>, { alias, from, meta, own, before, left }: Parts): RenderedStage {
  const column = `CAST(${own(stage.column)} AS VARCHAR)`
  // Not JSON, or not an array: the row has no elements. A NULL element is no row either.
  const elements =
    stage.separator === null
      ? `CASE WHEN json_valid(${column}) AND json_type(${column}) = 'ARRAY' THEN json_extract(${column}, '$[*]') ELSE [] END`
      : `list_filter(list_transform(string_split(coalesce(${column}, ''), ${text(stage.separator)}), lambda _p: trim(_p)), lambda _p: _p <> '')`
  const list = stage.keepEmpty ? `CASE WHEN len(${elements}) = 0 THEN [NULL] ELSE ${elements} END` : elements
  const columns = stage.columns.map((name) =>
    name === stage.as
      ? `CAST(__element AS VARCHAR) AS ${ident(name)}`
      : name === stage.at
        ? `CASE WHEN __empty THEN NULL ELSE CAST(__at AS VARCHAR) END AS ${ident(name)}`
        : ident(name),
  )
  const others = stage.columns.filter((name) => name !== stage.as && name !== stage.at)
  const inner = `(SELECT ${above(before(others)).join(', ')}, unnest(${list}) AS __element, generate_subscripts(${list}, 1) AS __at, len(${elements}) = 0 AS __empty FROM ${from})`
  const carried = meta.map((name) => (name === '__sub' ? '__above * 1048576 + __at AS __sub' : name))
  return {
    query: sql(`SELECT ${[...columns, ...carried].join(', ')} FROM ${inner} ${inOrder}`),
    gone: stage.keepEmpty
      ? []
      : [left('nothing in the list', `(SELECT ${alias}.* FROM ${from} WHERE len(${elements}) = 0)`)],
  }
}

function renderFillDown(stage: Of<'fill_down'>, { from, mode, meta, before }: Parts): Sql {
  const within = stage.within ? condition(stage.within, mode) : 'NULL'
  const marked = `(SELECT ${before(stage.columns).join(', ')}, ${within} AS __within FROM ${from})`
  // A value that comes back later is another stretch: what stands between must not be jumped over.
  const changed = `(SELECT *, CASE WHEN __within IS DISTINCT FROM lag(__within) OVER (${inOrder}) THEN 1 ELSE 0 END AS __changed FROM ${marked})`
  const runs = stage.within
    ? `(SELECT *, sum(__changed) OVER (${inOrder} ROWS UNBOUNDED PRECEDING) AS __run FROM ${changed})`
    : `(SELECT *, 0 AS __run FROM ${marked})`
  const columns = stage.columns.map((name) =>
    stage.filled.includes(name)
      ? `last_value(CASE WHEN ${blank(`CAST(${ident(name)} AS VARCHAR)`)} THEN NULL ELSE ${ident(name)} END IGNORE NULLS) OVER (PARTITION BY __run ${inOrder} ROWS UNBOUNDED PRECEDING) AS ${ident(name)}`
      : ident(name),
  )
  return sql(`SELECT ${[...columns, ...meta].join(', ')} FROM ${runs} ${inOrder}`)
}
