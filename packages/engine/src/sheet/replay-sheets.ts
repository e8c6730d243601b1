import type { ReplayPart, StagedTable } from '@godwit/contract'
import { ident, sql, text } from '../sql/quote.ts'
import type { FilledSheets, FillRequest } from './fill-request.ts'
import { fillSheets } from './fill-sheets.ts'
import { canonical, proveRows, sha256 } from './prove-rows.ts'
import type { SheetSet } from './sheet-set.ts'

/**
 * Fills sheets once more and compares them with the proof of the first time: inputs and recipe first, since other ones
 * say nothing about the engine. `filled` is null where they are not the same, so nothing was made. A table for which
 * `pathOf` throws is told as gone.
 */
export async function replaySheets(
  request: FillRequest,
  proof: SheetSet['proof'],
): Promise<{ parts: ReplayPart[]; filled: FilledSheets | null }> {
  const parts: ReplayPart[] = []
  for (const [name, expected] of Object.entries(proof.inputs)) {
    const table = request.tables.find((each) => each.name === name)
    parts.push(compare('input', name, expected, table ? await proveTable(request, table) : null))
  }
  parts.push(compare('recipe', 'recipe', proof.recipe, sha256(canonical(request.recipe))))
  const filled = parts.every(({ same }) => same) ? await fillSheets(request) : null
  for (const [slug, expected] of Object.entries(proof.outputs)) {
    parts.push(compare('output', slug, expected, filled?.proof.outputs[slug] ?? null))
  }
  return { parts, filled }
}

export const compare = (
  kind: ReplayPart['kind'],
  name: string,
  expected: string,
  found: string | null,
): ReplayPart => ({
  kind,
  name,
  expected,
  found,
  same: found === expected,
})

/** Null for a table that is gone or is not Parquet any more; what else goes wrong is thrown. */
async function proveTable({ db, pathOf, signal }: FillRequest, table: StagedTable): Promise<string | null> {
  const names = table.columns.map(({ name }) => name)
  try {
    return await proveRows(db, sql(`read_parquet(${text(pathOf(table))})`), sql('_row'), names.map(ident), names)
  } catch {
    signal?.throwIfAborted()
    // DuckDB itself must be alive, or nothing can be said about the table.
    await db.rows(sql('SELECT 1'))
    return null
  }
}
