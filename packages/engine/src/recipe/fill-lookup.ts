import type { Duckdb } from '../duckdb/index.ts'
import { ident, type Sql, sql } from '../sql/quote.ts'
import type { Lookup } from './compiled-recipe.ts'
import { evaluateMapped } from './evaluate-mapped.ts'

/** Distinct arguments evaluated at a time: bounds what stands in this process's memory. */
const batchSize = 20_000

/**
 * Makes the table of a lookup: `__k0`…, `__v`. A value map is written as it is; a mapped function runs here, once for
 * each distinct set of arguments that `source` selects, a batch at a time.
 */
export async function fillLookup(db: Duckdb, lookup: Lookup, source: Sql, signal?: AbortSignal): Promise<void> {
  const table = ident(lookup.table)
  const keys = lookup.arguments.map((_, index) => ident(`__k${index}`))
  await db.exec(
    sql(
      `CREATE OR REPLACE TEMP TABLE ${table} (${[...keys.map((key) => `${key} VARCHAR`), '__v VARCHAR'].join(', ')})`,
    ),
  )
  if (lookup.map) {
    const entries = Object.entries(lookup.map)
    // Keys that differ in case or outer spaces only are one key: the first counts.
    await db.rows(
      sql(`INSERT INTO ${table} SELECT lower(trim(k)), first(v ORDER BY i) FROM (
        SELECT unnest(CAST($1 AS VARCHAR[])) AS k, unnest(CAST($2 AS VARCHAR[])) AS v, generate_subscripts(CAST($1 AS VARCHAR[]), 1) AS i)
        GROUP BY 1`),
      [entries.map(([key]) => key), entries.map(([, value]) => value)],
    )
    return
  }
  const evaluate = evaluateMapped[lookup.function]
  if (!evaluate) throw new Error(`the library has no code for ${lookup.function}`)
  const distinct = ident(`${lookup.table}_distinct`)
  await db.exec(sql(`CREATE OR REPLACE TEMP TABLE ${distinct} AS ${source}`))
  try {
    for (let start = 0; ; start += batchSize) {
      signal?.throwIfAborted()
      // rowid of a fresh table counts up without gaps.
      const batch = await db.rows<Record<string, string | null>>(
        sql(`SELECT ${keys.join(', ')} FROM ${distinct} WHERE rowid >= ${start} AND rowid < ${start + batchSize}`),
      )
      if (batch.length === 0) return
      const args = batch.map((row) => keys.map((_, index) => row[`__k${index}`] ?? null))
      const columns = [
        ...keys.map((_, index) => args.map((each) => each[index] ?? null)),
        args.map((each) => evaluate(each)),
      ]
      await db.rows(
        sql(
          `INSERT INTO ${table} SELECT ${columns.map((_, index) => `unnest(CAST($${index + 1} AS VARCHAR[]))`).join(', ')}`,
        ),
        columns,
      )
    }
  } finally {
    await db.exec(sql(`DROP TABLE IF EXISTS ${distinct}`))
  }
}
