import { createHash } from 'node:crypto'
import type { Duckdb } from '../duckdb/index.ts'
import type { CompiledInput } from '../recipe/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import type { FillRequest } from './fill-request.ts'
import { tablesOf } from './used-inputs.ts'

/** A hash of the rows of each staging table that inputs read, by the table's name. */
export async function proveInputs({ db, tables, pathOf }: FillRequest, used: readonly CompiledInput[]) {
  const positions = new Set(used.flatMap(tablesOf))
  const proofs: Record<string, string> = {}
  for (const [index, table] of tables.entries()) {
    if (!positions.has(index)) continue
    const names = table.columns.map(({ name }) => name)
    proofs[table.name] = await proveRows(
      db,
      sql(`read_parquet(${text(pathOf(table))})`),
      sql('_row'),
      names.map(ident),
      names,
    )
  }
  return proofs
}

/** SHA-256 over the names of the columns and a sum of row hashes, each with its place: content, however it is stored. */
export async function proveRows(db: Duckdb, from: Sql, place: Sql, cells: readonly string[], names: readonly string[]) {
  const [row] = await db.rows<{ n: number; mix: string }>(
    sql(
      `SELECT count(*) AS n, CAST(sum(CAST(hash(${[place, ...cells].join(', ')}) AS HUGEINT)) AS VARCHAR) AS mix FROM ${from}`,
    ),
  )
  return sha256(canonical([names, row?.n, row?.mix]))
}

export const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')

/** JSON with the keys of objects in order: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )
}
