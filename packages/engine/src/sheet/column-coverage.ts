import type { Coverage } from '@godwit/contract'
import type { CompiledRecipe, Origin } from '../recipe/index.ts'
import { ident, type Sql, sql } from '../sql/quote.ts'
import type { FillRequest } from './fill-request.ts'
import { usedInputs } from './used-inputs.ts'

/** Which staged columns a recipe reads, and how many cells of the others hold something. */
export async function columnCoverage(
  { db, tables }: FillRequest,
  compiled: CompiledRecipe,
  staged: (index: number) => Sql,
): Promise<Coverage['columns']> {
  const read = new Set(readColumns(compiled).map(({ table, column }) => JSON.stringify([table, column])))
  const columns: Coverage['columns'] = { mapped: [], unmapped: [] }
  for (const [index, { name: table, columns: own }] of tables.entries()) {
    const isRead = (column: string) => read.has(JSON.stringify([table, column]))
    const names = own.map(({ name }) => name)
    columns.mapped.push(...names.filter(isRead).map((column) => ({ table, column })))
    const others = names.filter((column) => !isRead(column))
    if (others.length === 0) continue
    const counts = others.map((name, place) => `count(*) FILTER (WHERE trim(${ident(name)}) <> '') AS n${place}`)
    const [row] = await db.rows<Record<string, number>>(sql(`SELECT ${counts.join(', ')} FROM ${staged(index)}`))
    columns.unmapped.push(...others.map((column, place) => ({ table, column, non_empty: row?.[`n${place}`] ?? 0 })))
  }
  return columns
}

function readColumns(compiled: CompiledRecipe): Origin[] {
  const inputs = usedInputs(compiled).flatMap((input) => input.reads)
  const sheets = compiled.sheets.flatMap((sheet) => [
    ...sheet.columns.flatMap(({ value }) => value?.reads ?? []),
    ...sheet.joins.flatMap(({ on }) => on.reads),
    ...sheet.drop.flatMap(({ when }) => when.reads),
    ...(sheet.group ?? []).flatMap((by) => by.reads),
    ...(sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? sheet.dedupe.keep.reads : []),
  ])
  return [...inputs, ...sheets]
}
