import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecipeBody, StagedTable } from '@godwit/contract'
import { describePlan } from '../plan/index.ts'
import { fillSheets, type SheetFile, type SheetSet } from '../sheet/index.ts'
import { engineVersion } from '../util/engine-version.ts'
import { judgeSheets } from './judge/judge-sheets.ts'
import { localPaths } from './local-paths.ts'
import { count } from './say.ts'
import type { StepContext } from './step.ts'

/**
 * Fills all sheets from a recipe and keeps them in storage. Preview and execute both do exactly this, so what has been
 * approved is what is imported. Nothing of it counts until a step's result and then the migration point at it.
 */
export async function fillSet(
  context: StepContext,
  phase: string,
  { recipe, version, tables }: { recipe: RecipeBody; version: number; tables: StagedTable[] },
): Promise<{ set: SheetSet; warnings: string[] }> {
  const outDir = join(context.workDir, phase)
  await mkdir(outDir, { recursive: true })
  const rows = tables.reduce((sum, table) => sum + table.row_count, 0)
  const title = `Filling ${count(recipe.sheets.length, 'sheet')} from ${count(rows, 'row')}`
  context.progress({ phase, done: 0, total: recipe.sheets.length, unit: 'sheets' }, title)
  const filled = await fillSheets({
    db: await context.openDb(),
    recipe,
    templates: context.templates,
    sheetIds: context.sheetIds,
    tables,
    pathOf: await localPaths(context, tables),
    outDir,
    engine: engineVersion,
    signal: context.signal,
    onProgress: (progress) => context.progress({ ...progress, phase }, title),
  })
  const judged = await judgeSheets(context, filled.sheets, { ask: phase === 'preview' })
  const sheets: SheetFile[] = []
  for (const { rows_path, issues_path, ...sheet } of judged.sheets) {
    sheets.push({
      ...sheet,
      rows_key: await context.keep('sheets', rows_path, `${sheet.slug}.rows.parquet`),
      issues_key: await context.keep('sheets', issues_path, `${sheet.slug}.issues.parquet`),
    })
  }
  const ledger_key = await context.keep('sheets', filled.ledger_path, 'ledger.parquet')
  const set: SheetSet = {
    run_id: context.run.id,
    recipe_version: version,
    tables,
    sheets,
    coverage: filled.coverage,
    ledger_key,
    plan: [describePlan(recipe, context.templates, tables), ...judged.notes].join('\n'),
    proof: filled.proof,
  }
  return { set, warnings: [...filled.warnings, ...judged.notes] }
}
