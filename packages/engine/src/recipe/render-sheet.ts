import { ident, type Sql, sql, text } from '../sql/quote.ts'
import type { CompiledSheet, Expression } from './compiled-recipe.ts'
import { condition, joinLookups, type RenderMode } from './render-expression.ts'

/** A join as it is used: over the input itself, or over a table made of it in which at most one row matches. */
export type RenderedJoin = { as: string; on: Sql; relation: Sql }

/** `FROM` of a sheet, without lookups: the input and its joins under the names that expressions use. */
export function renderScope(
  sheet: CompiledSheet,
  relations: ReadonlyMap<string, Sql>,
  joins: readonly RenderedJoin[],
): Sql {
  const parts = joins.map(({ as, on, relation }) => ` LEFT JOIN ${relation} AS ${ident(as)} ON ${on}`)
  return sql(`${relations.get(sheet.from.ref)} AS ${ident(sheet.from.ref)}${parts.join('')}`)
}

/** How many rows of a join's right side have a key that an earlier row has too. */
export function renderDuplicateKeys(keys: readonly Sql[], from: Sql): Sql {
  const filled = keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
  return sql(
    `SELECT coalesce(CAST(sum(n - 1) AS BIGINT), 0) AS extra FROM (SELECT count(*) AS n FROM ${from} WHERE ${filled} GROUP BY ${keys.join(', ')})`,
  )
}

/** The right side of a join with only the first row of each key. */
export function renderFirstOfKey(as: string, keys: readonly Sql[], from: Sql): Sql {
  const alias = ident(as)
  return sql(
    `SELECT ${alias}.* FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${alias}.__ord, ${alias}.__sub) = 1`,
  )
}

/** For a join on any condition: each left row (`__ord`, `__sub`) with its first match (`first`), and how many there are. */
export function renderPairs(ref: string, as: string, scope: Sql): Sql {
  const [left, right] = [ident(ref), ident(as)]
  return sql(
    `SELECT ${left}.__ord AS __ord, ${left}.__sub AS __sub, min({o: ${right}.__ord, s: ${right}.__sub}) AS first, count(*) AS matches FROM ${scope} WHERE ${right}.__ord IS NOT NULL GROUP BY ALL`,
  )
}

/** The first drop rule that holds, as its reason; NULL for a row that stays. */
export function renderDropReason(sheet: CompiledSheet, mode: RenderMode): Sql | null {
  const cases = sheet.drop.map(({ when, reason }) => `WHEN ${condition(when, mode)} THEN ${text(reason)}`)
  if (sheet.group) {
    const empty = sheet.group.map((by) => `nullif(CAST(${by.sql} AS VARCHAR), '') IS NULL`)
    cases.push(`WHEN ${empty.join(' AND ')} THEN 'empty'`)
  }
  return cases.length > 0 ? sql(`CASE ${cases.join(' ')} END`) : null
}

const asCell = (value: string) => `nullif(CAST(${value} AS VARCHAR), '')`

/** A template column's cell: text, NULL when empty. */
export const renderCell = (value: Expression | null): string => (value ? asCell(value.sql) : 'CAST(NULL AS VARCHAR)')

export type SheetQuery = {
  sheet: CompiledSheet
  scope: Sql
  mode: RenderMode
  /** Whether a source row can give several rows here, so that `__sub` is needed. */
  multiplies: boolean
}

/**
 * The transform of a sheet, one query: one row for each output row, in no promised order, with
 *
 * - `__ord`, `__sub` (if rows multiply): its place; `__t`, `_row` (and `__also`, if rows are gathered): where it comes
 *   from, or for a group `__members`, a list of these; `__j0_t`, `__j0_row` (and `__j0_also`), …: the looked-up rows, or
 *   lists `__j0` for a group;
 * - `__by`: the preference of a dedupe that has one; `__failed`: in careful mode, columns whose expression failed;
 * - `__r0`, `__r1`, …: whether the sheet's review rules hold;
 * - `c0`, `c1`, …: the template's columns.
 */
export function renderTransform({ sheet, scope, mode, multiplies }: SheetQuery): Sql {
  const from = ident(sheet.from.ref)
  const reason = renderDropReason(sheet, mode)
  const where = reason ? ` WHERE ${reason} IS NULL` : ''
  const cells = sheet.columns.map(({ value }, index) => `${renderCell(value)} AS c${index}`)
  const keep = sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? sheet.dedupe.keep : null
  const extra = [...(keep ? [`${condition(keep, mode)} AS __by`] : []), ...renderReview(sheet, mode)]
  const source = joinLookups(scope, sheet.lookups)
  if (sheet.group) {
    const order = `ORDER BY ${from}.__ord, ${from}.__sub`
    const looked = sheet.joins.map(({ as }, index) => {
      const row = `{t: ${ident(as)}.__t, r: ${ident(as)}._row}`
      if (sheet.joins[index]!.input.gathers) {
        const rows = `list_prepend(${row}, ${ident(as)}.__also)`
        return `list_sort(list_distinct(flatten(list(${rows}) FILTER (WHERE ${ident(as)}._row IS NOT NULL)))) AS __j${index}`
      }
      return `list(DISTINCT ${row} ORDER BY ${row}) FILTER (WHERE ${ident(as)}._row IS NOT NULL) AS __j${index}`
    })
    const by = sheet.group.map((each) => each.sql)
    const row = `{t: ${from}.__t, r: ${from}._row}`
    const members = sheet.from.gathers
      ? `flatten(list(list_prepend(${row}, ${from}.__also) ${order}))`
      : `list(${row} ${order})`
    // A group's values come of many rows: none of them can be told to have failed.
    if (mode.careful) extra.push('CAST([] AS INTEGER[]) AS __failed')
    return sql(
      `SELECT ${[`min(${from}.__ord) AS __ord`, `${members} AS __members`, ...looked, ...extra, ...cells].join(',\n  ')}\nFROM ${source}${where}\nGROUP BY ${by.join(', ')}`,
    )
  }
  const looked = sheet.joins.flatMap(({ as }, index) => [
    `${ident(as)}.__t AS __j${index}_t`,
    `${ident(as)}._row AS __j${index}_row`,
    ...(sheet.joins[index]!.input.gathers ? [`${ident(as)}.__also AS __j${index}_also`] : []),
  ])
  const place = [
    `${from}.__ord`,
    ...(multiplies ? [`${from}.__sub`] : []),
    `${from}.__t`,
    `${from}._row`,
    ...(sheet.from.gathers ? [`${from}.__also`] : []),
  ]
  const first = [...place, ...looked, ...extra]
  if (mode.careful) return renderCarefulCells(sheet, first, sql(`${source}${where}`))
  return sql(`SELECT ${[...first, ...cells].join(',\n  ')}\nFROM ${source}${where}`)
}

/** `__r0`, `__r1`, …: which of the cells to point out are so on the row. */
const renderReview = ({ review }: CompiledSheet, mode: RenderMode): string[] =>
  review.map(({ when }, index) => `coalesce(${condition(when, mode)}, false) AS __r${index}`)

/** The rows that the drop rules take out: `__t`, `_row`, `reason`. Null when there are no rules. */
export function renderDropped({ sheet, scope, mode }: SheetQuery): Sql | null {
  const reason = renderDropReason(sheet, mode)
  if (!reason) return null
  const from = ident(sheet.from.ref)
  const rows = joinLookups(scope, sheet.lookups)
  if (sheet.from.gathers) {
    const all = `unnest(list_prepend({t: ${from}.__t, r: ${from}._row}, ${from}.__also))`
    return sql(
      `SELECT each.t AS __t, each.r AS _row, reason FROM (SELECT ${all} AS each, ${reason} AS reason FROM ${rows}) WHERE reason IS NOT NULL`,
    )
  }
  return sql(
    `SELECT __t, _row, reason FROM (SELECT ${from}.__t, ${from}._row, ${reason} AS reason FROM ${rows}) WHERE reason IS NOT NULL`,
  )
}

/** The cells by way of records: only a failure is NULL, an empty result is a record with NULL in it. */
function renderCarefulCells({ columns }: CompiledSheet, first: readonly string[], from: Sql): Sql {
  const tried = columns.map(({ value }, index) => ({ index, value, careful: value?.careful ?? null }))
  const records = tried.map(({ index, value, careful }) =>
    careful ? `${careful} AS t${index}` : `${renderCell(value)} AS c${index}`,
  )
  const cells = tried.map(({ index, careful }) => (careful ? `${asCell(`t${index}.v`)} AS c${index}` : `c${index}`))
  const failed = tried.flatMap(({ index, careful }) =>
    careful ? [`CASE WHEN t${index} IS NULL THEN ${index} END`] : [],
  )
  const list =
    failed.length > 0 ? `list_filter([${failed.join(', ')}], lambda _f: _f IS NOT NULL)` : 'CAST([] AS INTEGER[])'
  return sql(
    `SELECT * EXCLUDE (${columns.map((_, index) => (tried[index]?.careful ? `t${index}` : `c${index}`)).join(', ')}), ${list} AS __failed, ${cells.join(', ')} FROM (SELECT ${[...first, ...records].join(',\n  ')}\nFROM ${from})`,
  )
}
