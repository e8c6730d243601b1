import type { Answer, Template } from '@godwit/contract'
import { type Plan, planMapping } from '../../src/plan/plan-mapping.ts'
import { inputRefs } from '../../src/plan/shape/view.ts'
import { findInclusions, profileTable } from '../../src/profile/index.ts'
import { libraryMacros } from '../../src/recipe/index.ts'
import { ident, sql, text } from '../../src/sql/quote.ts'
import type { Cell, SheetBench } from './sheet-bench.ts'

/** A table written with bars: the first line is its header, an empty cell is null, `\n` a line break. */
export function drawnTable(drawn: string): { columns: string[]; rows: Cell[][] } {
  const [header, ...rows] = drawn
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('\\n', '\n')))
  return { columns: header!, rows: rows.map((row) => header!.map((_, at) => row[at] || null)) }
}

export type PlannedAndFilled = Plan & {
  /** Cells of each sheet by its template. */
  sheets: Record<string, Cell[][]>
  ledger: string[]
  origins: Record<string, string[][]>
  warnings: string[]
}

/** Plans over tables as the agent does, then fills the sheets as a run does; fails if the ledger does not balance. */
export async function planAndFill(
  bench: SheetBench,
  templates: readonly Template[],
  data: Record<string, string | { columns: string[]; rows: Cell[][] }>,
  answers: readonly Answer[] = [],
): Promise<PlannedAndFilled> {
  const tables = []
  for (const [name, table] of Object.entries(data)) {
    const { columns, rows } = typeof table === 'string' ? drawnTable(table) : table
    tables.push(await bench.stage(name, columns, rows, { excluded: [] }))
  }
  const { db, pathOf } = bench
  const profiles = []
  for (const table of tables) profiles.push(await profileTable({ db, table, path: pathOf(table) }))
  const inclusions = await findInclusions({ db, tables, profiles, pathOf })
  const refs = inputRefs(tables)
  await db.exec(libraryMacros())
  for (const table of tables) {
    const view = ident(refs.get(table.name)!)
    await db.exec(sql(`CREATE OR REPLACE TEMP VIEW ${view} AS SELECT * FROM read_parquet(${text(pathOf(table))})`))
  }
  const probe = (statement: ReturnType<typeof sql>) => db.rows(statement)
  const plan = await planMapping({ templates, tables, profiles, inclusions, answers, probe })
  for (const table of tables) await db.exec(sql(`DROP VIEW ${ident(refs.get(table.name)!)}`))
  const filled = await bench.fill(plan.recipe, templates, tables)
  if (!filled.coverage.balanced) throw new Error('the ledger does not balance')
  const sheets: Record<string, Cell[][]> = {}
  const origins: Record<string, string[][]> = {}
  for (const { slug } of filled.sheets) {
    sheets[slug] = await bench.cells(filled, slug)
    origins[slug] = await bench.origins(filled, slug)
  }
  return { ...plan, sheets, origins, ledger: await bench.ledger(filled), warnings: filled.warnings }
}
