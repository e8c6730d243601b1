import type { Duckdb } from '../duckdb/index.ts'
import { renderUnimportable } from '../preview/index.ts'
import {
  type CompiledSheet,
  fillLookup,
  lookupArguments,
  type RenderedJoin,
  type RenderMode,
  renderDropped,
  renderDuplicateKeys,
  renderFirstOfKey,
  renderPairs,
  renderScope,
  renderTransform,
} from '../recipe/index.ts'
import { ident, type Sql, sql } from '../sql/quote.ts'
import {
  type DedupePlan,
  type Made,
  membersOf,
  renderDuplicates,
  renderFillCells,
  renderMergedAway,
  renderOutOfOrder,
  renderSorted,
  renderUnimportableRows,
} from './render-fill.ts'

/** A filled sheet in the session. `table`: see `renderTransform`, in order, so that `rowid` + 1 is the row's `_id`. */
export type Filled = {
  sheet: CompiledSheet
  table: Sql
  rowCount: number
  /** Queries of rows that left in this sheet: `__t`, `_row`, `reason`. */
  left: Sql[]
  /** `survivor` (rowid in `table`), `members`; null when nothing was merged. */
  merged: Sql | null
  reasons: string[]
  warnings: string[]
}

export type FillContext = {
  db: Duckdb
  relations: ReadonlyMap<string, Sql>
  mode: RenderMode
  /** Runs a statement that makes a table or view, and remembers to drop it. */
  make(name: string, query: Sql): Promise<Sql>
  /** Drops a table before its time. */
  discard(name: Sql): Promise<void>
  signal?: AbortSignal
}

/** What a sheet's rows are made of. */
export const madeOf = ({ group, from }: CompiledSheet): Made =>
  group !== null ? 'grouped' : from.gathers ? 'gathered' : 'one'

/** Fills one sheet: looks up, drops, transforms in one query, takes out what cannot be imported, merges. */
export async function fillOne(context: FillContext, sheet: CompiledSheet): Promise<Filled> {
  const { db, relations, mode } = context
  const named = (part: string) => `__s${sheet.index}_${part}`
  const warnings: string[] = []
  const joins: RenderedJoin[] = []
  for (const index of sheet.joins.keys()) {
    joins.push(await prepareJoin(context, sheet, index, joins, warnings, named(`j${index}`)))
  }
  const scope = renderScope(sheet, relations, joins)
  for (const lookup of sheet.lookups) {
    await fillLookup(db, lookup, lookupArguments(scope, sheet.lookups, lookup), context.signal)
  }
  const query = { sheet, scope, mode, multiplies: sheet.from.multiplies }
  const left: Sql[] = []
  const dropped = renderDropped(query)
  if (dropped) left.push(sql(`SELECT * FROM ${await context.make(named('dropped'), dropped)}`))
  let table = await context.make(named('0'), renderTransform(query))
  const replace = async (part: string, next: Sql) => {
    const old = table
    table = await context.make(named(part), next)
    await context.discard(old)
  }
  const sortBySub = sheet.from.multiplies && !sheet.group
  const order = async (part: string) => {
    const [row] = await db.rows<{ wrong: boolean }>(renderOutOfOrder(table, sortBySub))
    if (row?.wrong) await replace(part, renderSorted(table, sortBySub))
  }
  await order('1')
  const reasons = [...sheet.drop.map(({ reason }) => reason), ...(sheet.group ? ['empty'] : [])]
  const unimportable = renderUnimportable(sheet.template, sheet.columns, sheet.dropInvalid)
  if (unimportable) {
    const bad = await context.make(named('bad'), renderUnimportableRows(table, unimportable.reason, madeOf(sheet)))
    reasons.push(...unimportable.reasons)
    if ((await countRows(db, bad)) > 0) {
      left.push(sql(`SELECT * FROM ${bad}`))
      await replace('2', sql(`SELECT * FROM ${table} WHERE ${unimportable.reason} IS NULL`))
    }
  }
  const merged = sheet.dedupe ? await mergeDuplicates(context, sheet, named, () => table, replace, order) : null
  return { sheet, table, rowCount: await countRows(db, table), left, merged, reasons, warnings }
}

async function prepareJoin(
  { db, relations, make }: FillContext,
  sheet: CompiledSheet,
  index: number,
  earlier: readonly RenderedJoin[],
  warnings: string[],
  name: string,
): Promise<RenderedJoin> {
  const { input, as, on, equal } = sheet.joins[index] as CompiledSheet['joins'][number]
  const relation = relations.get(input.ref) as Sql
  const direct = { as, on: on.sql, relation }
  if (equal) {
    const filter = equal.filters.length > 0 ? ` WHERE ${equal.filters.join(' AND ')}` : ''
    const from = sql(`(SELECT * FROM ${relation} AS ${ident(as)}${filter}) AS ${ident(as)}`)
    const [row] = await db.rows<{ extra: number }>(renderDuplicateKeys(equal.keys, from))
    if (!row?.extra) return direct
    warnings.push(ambiguous(sheet, as, `${row.extra} rows of ${input.ref} repeat the key of an earlier row`))
    return { ...direct, relation: await make(name, renderFirstOfKey(as, equal.keys, from)) }
  }
  const scope = renderScope(sheet, relations, [...earlier, direct])
  const pairs = await make(name, renderPairs(sheet.from.ref, as, scope))
  const [row] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${pairs} WHERE matches > 1`))
  if (row?.n) warnings.push(ambiguous(sheet, as, `${row.n} rows match several rows of ${input.ref}`))
  const own = ident(sheet.from.ref)
  const [pair, right] = [ident(`${name}_pair`), ident(as)]
  // The pair is joined first, then exactly the row that it names.
  return {
    as,
    relation: sql(
      `${pairs} AS ${pair} ON ${pair}.__ord = ${own}.__ord AND ${pair}.__sub = ${own}.__sub LEFT JOIN ${relation}`,
    ),
    on: sql(`${right}.__ord = ${pair}.first.o AND ${right}.__sub = ${pair}.first.s`),
  }
}

const ambiguous = (sheet: CompiledSheet, as: string, what: string) =>
  `${sheet.template.name}: the lookup ${as} is not unique: ${what}. The first in source order was taken.`

async function mergeDuplicates(
  { db, make, discard }: FillContext,
  sheet: CompiledSheet,
  named: (part: string) => string,
  current: () => Sql,
  replace: (part: string, next: Sql) => Promise<void>,
  order: (part: string) => Promise<void>,
): Promise<Sql | null> {
  const { dedupe, template } = sheet
  if (!dedupe) return null
  const place = (name: string) => template.columns.findIndex((column) => column.name === name)
  const plan: DedupePlan = {
    key: dedupe.key.map(place),
    columns: template.columns.length,
    fill: dedupe.fill.map(place),
    keep: typeof dedupe.keep === 'string' ? dedupe.keep : 'by',
  }
  const duplicates = await make(named('duplicates'), renderDuplicates(current(), plan))
  if ((await countRows(db, duplicates)) === 0) return null
  const own = membersOf(madeOf(sheet)) ?? '[{t: __t, r: _row}]'
  const members = await make(
    named('members'),
    sql(
      `SELECT survivor, flatten(list(${own} ORDER BY rid)) AS members FROM ${duplicates} AS d JOIN ${current()} AS s ON s.rowid = d.rid WHERE rid <> survivor GROUP BY survivor`,
    ),
  )
  const fills =
    plan.fill.length > 0 ? await make(named('fills'), renderFillCells(current(), duplicates, plan.fill)) : null
  await replace('3', renderMergedAway(current(), duplicates, fills, plan.fill))
  await order('4')
  const merged = await make(
    named('merged'),
    sql(`SELECT s.rowid AS survivor, members FROM ${current()} AS s JOIN ${members} AS m ON m.survivor = s.__rid`),
  )
  for (const table of [duplicates, members, ...(fills ? [fills] : [])]) await discard(table)
  return merged
}

export async function countRows(db: Duckdb, table: Sql): Promise<number> {
  const [row] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${table}`))
  return row?.n ?? 0
}
