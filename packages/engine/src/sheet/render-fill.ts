import { type Sql, sql, text } from '../sql/quote.ts'

/**
 * Whether the rows of a table stand in the order of the source. DuckDB keeps the order through scans and most joins but
 * promises it for neither; looking costs a tenth of sorting.
 */
export function renderOutOfOrder(table: Sql, multiplies: boolean): Sql {
  const wrong = multiplies
    ? '(__ord < lag(__ord) OVER () OR (__ord = lag(__ord) OVER () AND __sub < lag(__sub) OVER ()))'
    : '__ord < lag(__ord) OVER ()'
  return sql(`SELECT coalesce(bool_or(wrong), false) AS wrong FROM (SELECT ${wrong} AS wrong FROM ${table})`)
}

export const renderSorted = (table: Sql, multiplies: boolean): Sql =>
  sql(`SELECT * FROM ${table} ORDER BY __ord${multiplies ? ', __sub' : ''}`)

/** How rows of a filled table know the staged rows that they are made of. */
export type Made = 'one' | 'gathered' | 'grouped'

/** All staged rows of a row as a list of `{t, r}`, the first one first; null where it is one by nature. */
export const membersOf = (made: Made): string | null =>
  made === 'grouped' ? '__members' : made === 'gathered' ? 'list_prepend({t: __t, r: _row}, __also)' : null

/** The source rows of an unimportable sheet row: `__t`, `_row`, `reason`. */
export function renderUnimportableRows(table: Sql, reason: Sql, made: Made): Sql {
  const several = membersOf(made)
  return several !== null
    ? sql(
        `SELECT member.t AS __t, member.r AS _row, reason FROM (SELECT unnest(${several}) AS member, ${reason} AS reason FROM ${table}) WHERE reason IS NOT NULL`,
      )
    : sql(
        `SELECT __t, _row, reason FROM (SELECT __t, _row, ${reason} AS reason FROM ${table}) WHERE reason IS NOT NULL`,
      )
}

export type DedupePlan = {
  /** Positions of the key columns, of all columns, and of those to fill. */
  key: readonly number[]
  columns: number
  fill: readonly number[]
  keep: 'first' | 'last' | 'most_complete' | 'by'
}

/**
 * The rows that share their key with another: `rid` (rowid), `survivor` (the rowid of the row that stays). Rows with an
 * empty key cell are left alone. The keys are narrowed down by their hashes first: nearly all rows are alone.
 */
export function renderDuplicates(table: Sql, { key, columns, keep }: DedupePlan): Sql {
  const cells = key.map((place) => `c${place}`)
  const filled = cells.map((cell) => `${cell} IS NOT NULL`).join(' AND ')
  const hash = `hash(${cells.join(', ')})`
  const suspects = `SELECT ${hash} FROM ${table} WHERE ${filled} GROUP BY 1 HAVING count(*) > 1`
  const complete = Array.from({ length: columns }, (_, place) => `(c${place} IS NOT NULL)::INTEGER`).join(' + ')
  const preference = {
    first: 'rowid',
    last: 'rowid DESC',
    most_complete: `${complete} DESC, rowid`,
    by: '__by DESC NULLS LAST, rowid',
  }[keep]
  const window = `PARTITION BY ${cells.join(', ')} ORDER BY ${preference} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING`
  return sql(`SELECT rid, survivor FROM (
    SELECT rowid AS rid, first_value(rowid) OVER (${window}) AS survivor, count(*) OVER (PARTITION BY ${cells.join(', ')}) AS n
    FROM ${table} WHERE ${filled} AND ${hash} IN (${suspects})) WHERE n > 1`)
}

/** For each survivor (`survivor`), the first filled cell of its rows in source order, for the columns to be filled. */
export function renderFillCells(table: Sql, duplicates: Sql, fill: readonly number[]): Sql {
  const cells = fill.map((place) => `first(c${place} ORDER BY rid) FILTER (WHERE c${place} IS NOT NULL) AS f${place}`)
  return sql(
    `SELECT ${['survivor', ...cells].join(', ')} FROM ${duplicates} AS d JOIN ${table} AS s ON s.rowid = d.rid GROUP BY survivor`,
  )
}

/** The table without merged rows, survivors filled. `__rid` is the row's rowid in the table that it came from. */
export function renderMergedAway(table: Sql, duplicates: Sql, fills: Sql | null, fill: readonly number[]): Sql {
  const replaced = fill.map((place) => `coalesce(s.c${place}, f.f${place}) AS c${place}`)
  const columns = `s.*${replaced.length > 0 ? ` REPLACE (${replaced.join(', ')})` : ''}, s.rowid AS __rid`
  return sql(`SELECT ${columns} FROM ${table} AS s
    ANTI JOIN (SELECT rid FROM ${duplicates} WHERE rid <> survivor) AS gone ON gone.rid = s.rowid${fills && fill.length > 0 ? ` LEFT JOIN ${fills} AS f ON f.survivor = s.rowid` : ''}`)
}

/** How rows of a filled table know their source. */
export type OriginPlan = {
  tableNames: readonly string[]
  made: Made
  /** For each lookup, whether its rows are gathered. */
  joins: readonly boolean[]
  /** `survivor` (rowid in the filled table), `members`: rows that were merged into it. */
  merged: Sql | null
}

/** `_origin` of a filled table under the alias `s`, with the merged rows under `m`. */
export function renderOrigin({ tableNames, made, joins, merged }: OriginPlan): string {
  // One table, one row, no lookups: a literal name compresses to nothing and needs no list look-up.
  const name = (position: string) =>
    tableNames.length === 1 ? text(tableNames[0] as string) : `[${tableNames.map(text).join(', ')}][${position} + 1]`
  const named = (list: string) => `list_transform(${list}, lambda o: {'table': ${name('o.t')}, 'row': o.r})`
  const own =
    made === 'grouped'
      ? named('s.__members')
      : made === 'gathered'
        ? named('list_prepend({t: s.__t, r: s._row}, s.__also)')
        : `[{'table': ${name('s.__t')}, 'row': s._row}]`
  const looked = joins.map((gathered, index) => {
    if (made === 'grouped') return `coalesce(${named(`s.__j${index}`)}, [])`
    const rows = gathered
      ? named(`list_prepend({t: s.__j${index}_t, r: s.__j${index}_row}, s.__j${index}_also)`)
      : `[{'table': ${name(`s.__j${index}_t`)}, 'row': s.__j${index}_row}]`
    return `CASE WHEN s.__j${index}_row IS NULL THEN [] ELSE ${rows} END`
  })
  const parts = [own, ...looked, ...(merged ? [`coalesce(${named('m.members')}, [])`] : [])]
  return parts.reduce((all, part) => `list_concat(${all}, ${part})`)
}
