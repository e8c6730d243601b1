import type { ColumnProfile, TableProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql, text } from '../../sql/quote.ts'
import { foldText } from '../duplicates/similarity/fold-text.ts'
import { findQuietDependencies, findSourcedDependencies } from './find-weaker-dependencies.ts'
import { leaveOutVariants } from './leave-out-variants.ts'
import type { Repair, ValueCount, ValueRepair } from './repair.ts'
import { repairDependents } from './repair-dependents.ts'
import { repairFormats } from './repair-formats.ts'
import { repairMisplaced } from './repair-misplaced.ts'
import { repairSigns, repairUnits } from './repair-numbers.ts'
import { repairTypos, repairWords } from './repair-typos.ts'

export type RepairInput = {
  db: Duckdb
  /** Anything that can stand in a FROM clause, has `_row`, and holds the profiled columns. */
  relation: Sql
  profile: TableProfile
  /** Only slips and contradictions, of which there are few; not what every import tidies anyway. */
  slipsOnly?: boolean
}

/** Cells proposed of one column for what its values need wherever they stand. */
const rowsAtMost = 500_000

/** Different values that are read of a column that has more than its profile holds. */
const distinctAtMost = 20_000
/** Tables with more cells than this are not searched. */
const cellsAtMost = 100_000_000

/**
 * Proposes what suspicious cells of a table should hold, with evidence and confidence, at most one proposal a cell, the
 * surest one. Changes nothing. Works from the table alone; linear in its rows.
 */
export async function proposeRepairs({ db, relation, profile, slipsOnly = false }: RepairInput): Promise<Repair[]> {
  if (profile.row_count * profile.columns.length > cellsAtMost) return []
  const found: Repair[] = []
  for (const column of profile.columns) {
    for (const repair of await repairColumn(db, relation, column, profile, slipsOnly)) found.push(repair)
  }
  if (!slipsOnly) found.push(...(await repairMisplaced(db, relation, profile.columns, profile.row_count)))
  const quiet = await findQuietDependencies(db, relation, profile)
  found.push(...(await repairDependents(db, relation, [...dependenciesBroken(profile), ...quiet])))
  const sourced = slipsOnly ? [] : await findSourcedDependencies(db, relation, profile)
  found.push(...(await repairDependents(db, relation, sourced, 'majority')))
  return surestOfEachCell(await leaveOutVariants(found, db, relation, profile.columns), profile)
}

/** Dependencies of columns in which a row breaks one, or leaves empty what others say. */
function dependenciesBroken({ columns, dependencies }: TableProfile): TableProfile['dependencies'] {
  const gaps = new Set(columns.filter(({ empty_share }) => empty_share > 0).map(({ column }) => column))
  const broken = new Set(dependencies.filter(({ violating_groups }) => violating_groups > 0).map(({ to }) => to))
  return dependencies.filter(({ to }) => broken.has(to) || gaps.has(to))
}

/** Repairs that a value needs wherever it stands in the column. */
async function repairColumn(
  db: Duckdb,
  relation: Sql,
  column: ColumnProfile,
  profile: TableProfile,
  slipsOnly: boolean,
): Promise<Repair[]> {
  if (column.distinct_count === 0 || column.is_key) return []
  let values = realValues(column, column.top_values)
  const complete = column.top_values.length >= column.distinct_count
  // A column of more values than a profile holds repeats too few of them for one to be a slip of another.
  const slips = complete ? [...repairWords(values), ...repairTypos(values)] : []
  if (slipsOnly) {
    const real = slips.filter(([value, { suggestion }]) => foldText(value) !== foldText(suggestion))
    return real.length === 0 ? [] : findRows(db, relation, column.column, new Map(real))
  }
  // What the frequent values do not need, the others do not either.
  if (!complete && repairSigns(values).size + repairUnits(values).size + repairFormats(values).size > 0) {
    values = realValues(column, await readValues(db, relation, column))
  }
  const repairs = new Map<string, ValueRepair>([
    ...slips,
    ...(dated.includes(column.kind) ? [] : repairFormats(values)),
    ...repairSigns(values),
    ...repairUnits(values),
    ...repairNothing(column, profile),
  ])
  return repairs.size === 0 ? [] : findRows(db, relation, column.column, repairs)
}

/** Kinds of which the order of the digits is a question of its own. */
const dated = ['date', 'timestamp', 'epoch', 'time']

const realValues = ({ placeholders }: ColumnProfile, values: readonly ValueCount[]): ValueCount[] =>
  values.filter(({ value }) => !placeholders.includes(value))

/** A word for nothing in a table that otherwise leaves such cells empty. One that says it in words throughout may. */
function repairNothing(column: ColumnProfile, { columns }: TableProfile): Map<string, ValueRepair> {
  const leavesEmpty = columns.some(({ empty_share }) => empty_share > 0 && empty_share < 1)
  if (!leavesEmpty) return new Map()
  const evidence = 'Stands for nothing; other cells of the table without a value are empty.'
  return new Map(
    column.placeholders.map((value) => [value, { suggestion: '', rule: 'nothing', evidence, confidence: 0.85 }]),
  )
}

async function readValues(db: Duckdb, relation: Sql, column: ColumnProfile): Promise<ValueCount[]> {
  const name = ident(column.column)
  const rows = await db.rows<ValueCount>(
    sql(`SELECT ${name} AS value, count(*)::BIGINT AS count FROM ${relation} WHERE trim(${name}) <> ''
GROUP BY ALL ORDER BY count DESC, min(_row) LIMIT ${distinctAtMost}`),
  )
  return rows.map(({ value, count }) => ({ value, count: Number(count) }))
}

async function findRows(
  db: Duckdb,
  relation: Sql,
  column: string,
  repairs: ReadonlyMap<string, ValueRepair>,
): Promise<Repair[]> {
  const found: Repair[] = []
  const values = [...repairs.keys()]
  for (let start = 0; start < values.length; start += 1000) {
    const some = values.slice(start, start + 1000).map((value) => text(value))
    const rows = await db.rows<{ row: number; value: string }>(
      sql(
        `SELECT _row AS row, ${ident(column)} AS value FROM ${relation} WHERE ${ident(column)} IN (${join(some, ', ')}) ORDER BY _row LIMIT ${rowsAtMost}`,
      ),
    )
    for (const { row, value } of rows) found.push({ column, row: Number(row), value, ...repairs.get(value)! })
  }
  return found
}

function surestOfEachCell(found: readonly Repair[], { columns }: TableProfile): Repair[] {
  const places = new Map(columns.map(({ column }, at) => [column, at]))
  const best = new Map<string, Repair>()
  for (const repair of found) {
    if (repair.suggestion === repair.value) continue
    const cell = `${places.get(repair.column)}:${repair.row}`
    const known = best.get(cell)
    if (known === undefined || known.confidence < repair.confidence) best.set(cell, repair)
  }
  return [...best.values()].sort((a, b) => a.row - b.row || places.get(a.column)! - places.get(b.column)!)
}
