import type { SheetDiff } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { readColumnNames } from './read-sheet-page.ts'

/** Local files of one filled sheet. */
export type SheetPaths = { rows: string; issues: string }

/** What differs between two fillings of one sheet. Null stands for a sheet that is not there. */
export type SheetComparison = Pick<SheetDiff, 'rows' | 'invalid_rows'> & {
  columns: { name: string; changed_cells: number; samples: CellSample[]; invalid: { before: number; after: number } }[]
  /** Cells of rows that are on both sides and now miss a required value, or link to nothing, as they did not before. */
  broken: { column: string; rule: 'required' | 'link'; rows: number; samples: string[] }[]
}
export type CellSample = { before: string | null; after: string | null; rows: number }

const mostSamples = 5
const mostSampled = 20

/**
 * Compares two fillings cell by cell. Rows are the same where they come from the same source row (the one that
 * survived, where several became one), and are the same one of those that it was made into.
 */
export async function compareSheets(db: Duckdb, before: SheetPaths, after: SheetPaths): Promise<SheetComparison> {
  const [old, fresh] = [await readColumnNames(db, before.rows), await readColumnNames(db, after.rows)]
  const names = [...fresh, ...old.filter((name) => !fresh.includes(name))]
  const cell = (side: 'o' | 'n', name: string, has: readonly string[]) =>
    has.includes(name) ? `${side}.${ident(name)}` : 'NULL'
  const pairs = names.map((name) => ({ name, before: cell('o', name, old), after: cell('n', name, fresh) }))
  const differs = ({ before: was, after: is }: (typeof pairs)[number]) => `${was} IS DISTINCT FROM ${is}`
  const tables = ['__diff_rows', '__diff_cells'].map((name) => ident(name))
  const [rows, cells] = tables as [Sql, Sql]
  try {
    await db.exec(
      sql(`CREATE OR REPLACE TEMP TABLE ${rows} AS SELECT o._id AS old_id, n._id AS new_id
        FROM (${keyed(before.rows)}) AS o FULL JOIN (${keyed(after.rows)}) AS n USING (t, r, k)`),
    )
    const values = pairs.flatMap(({ before: was, after: is }, place) => [`${was} AS b${place}`, `${is} AS a${place}`])
    await db.exec(
      sql(`CREATE OR REPLACE TEMP TABLE ${cells} AS SELECT ${values.join(', ') || '1 AS none'} FROM ${rows} AS m
        JOIN read_parquet(${text(before.rows)}) AS o ON o._id = m.old_id JOIN read_parquet(${text(after.rows)}) AS n ON n._id = m.new_id
        WHERE ${pairs.map(differs).join(' OR ') || 'false'}`),
    )
    const [counted] = await db.rows<Record<string, number>>(
      sql(`SELECT count(old_id) AS before, count(new_id) AS after, count(*) FILTER (WHERE old_id IS NULL) AS added,
        count(*) FILTER (WHERE new_id IS NULL) AS removed, (SELECT count(*) FROM ${cells}) AS changed FROM ${rows}`),
    )
    const counts = pairs.map((_, place) => `count(*) FILTER (WHERE b${place} IS DISTINCT FROM a${place}) AS c${place}`)
    const [changed] = await db.rows<Record<string, number>>(
      sql(`SELECT ${counts.join(', ') || '1 AS none'} FROM ${cells}`),
    )
    const [invalidBefore, invalidAfter] = [await invalidCells(db, before.issues), await invalidCells(db, after.issues)]
    const columns: SheetComparison['columns'] = []
    let sampled = 0
    for (const [place, { name }] of pairs.entries()) {
      const changed_cells = changed?.[`c${place}`] ?? 0
      const invalid = { before: invalidBefore.get(name) ?? 0, after: invalidAfter.get(name) ?? 0 }
      if (changed_cells === 0 && invalid.before === invalid.after) continue
      const samples = changed_cells > 0 && ++sampled <= mostSampled ? await sampleCells(db, cells, place) : []
      columns.push({ name, changed_cells, samples, invalid })
    }
    return {
      rows: {
        before: counted?.['before'] ?? 0,
        after: counted?.['after'] ?? 0,
        added: counted?.['added'] ?? 0,
        removed: counted?.['removed'] ?? 0,
        changed: counted?.['changed'] ?? 0,
      },
      invalid_rows: { before: await invalidRows(db, before.issues), after: await invalidRows(db, after.issues) },
      columns,
      broken: await findBroken(db, rows, before, after),
    }
  } finally {
    for (const table of tables) await db.exec(sql(`DROP TABLE IF EXISTS ${table}`))
  }
}

/** Where each row comes from: table, row, and which of the rows that were made of it. */
const keyed = (path: string): Sql =>
  sql(`SELECT _id, t, r, row_number() OVER (PARTITION BY t, r ORDER BY _id) AS k
    FROM (SELECT _id, _origin[1]."table" AS t, _origin[1]."row" AS r FROM read_parquet(${text(path)}))`)

const sampleCells = (db: Duckdb, cells: Sql, place: number): Promise<CellSample[]> =>
  db.rows(
    sql(`SELECT b${place} AS before, a${place} AS after, count(*) AS rows FROM ${cells}
      WHERE b${place} IS DISTINCT FROM a${place} GROUP BY ALL ORDER BY rows DESC, before, after LIMIT ${mostSamples}`),
  )

const invalidSource = (path: string) => `FROM read_parquet(${text(path)}) WHERE severity = 'invalid'`

async function invalidCells(db: Duckdb, path: string): Promise<Map<string, number>> {
  const counted = await db.rows<{ column: string; rows: number }>(
    sql(`SELECT "column", count(DISTINCT row_id) AS rows ${invalidSource(path)} GROUP BY "column"`),
  )
  return new Map(counted.map(({ column, rows }) => [column, rows]))
}

async function invalidRows(db: Duckdb, path: string): Promise<number> {
  const [row] = await db.rows<{ rows: number }>(sql(`SELECT count(DISTINCT row_id) AS rows ${invalidSource(path)}`))
  return row?.rows ?? 0
}

const findBroken = (db: Duckdb, rows: Sql, before: SheetPaths, after: SheetPaths): Promise<SheetComparison['broken']> =>
  db.rows(
    sql(`WITH broken AS (SELECT "column", rule, row_id, value ${invalidSource(after.issues)} AND rule IN ('required', 'link')),
      known AS (SELECT "column", rule, row_id ${invalidSource(before.issues)} AND rule IN ('required', 'link')),
      fresh AS (SELECT b.* FROM broken AS b JOIN ${rows} AS m ON m.new_id = b.row_id AND m.old_id IS NOT NULL
        ANTI JOIN known AS k ON k.row_id = m.old_id AND k."column" = b."column" AND k.rule = b.rule)
      SELECT "column", rule, count(DISTINCT row_id) AS rows,
        list_slice(list_sort(list_distinct(list(value) FILTER (WHERE value IS NOT NULL))), 1, 3) AS samples
      FROM fresh GROUP BY "column", rule ORDER BY rows DESC, "column", rule`),
  )
