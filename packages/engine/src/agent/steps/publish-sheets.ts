import type { ExecuteReport } from '@godwit/contract'
import type { SheetSet } from '../../sheet/index.ts'
import { deleteSupersededSheetSets } from '../../store/queries/delete-superseded-sheet-sets.ts'
import { updateMigrationPointers } from '../../store/queries/update-migration-pointers.ts'
import { upsertSheetSet } from '../../store/queries/upsert-sheet-set.ts'
import { describeSet } from '../describe-set.ts'
import { learnRecipe } from '../learn-recipe.ts'
import { sayMessage } from '../say.ts'
import { resultOf, type Step } from '../step.ts'

/**
 * Makes the filled sheets the migration's, all at once: whoever reads sees the old ones or the new ones, never parts. What
 * the migration's source learns from it becomes true with them.
 */
export const publishSheets: Step = async (context) => {
  const { run } = context
  const set = resultOf<SheetSet>(context, 'transform')
  const report = makeReport(set)
  const learn = await learnRecipe(context)
  return async (tx) => {
    await upsertSheetSet(tx, run.migration_id, set)
    await updateMigrationPointers(tx, run.migration_id, { status: 'completed', executeRunId: run.id })
    await deleteSupersededSheetSets(tx, run.migration_id)
    const learned = await learn(tx)
    return {
      result: { inserted: report.inserted },
      events: [sayMessage(`Imported. ${describeSet(set)}`), ...learned],
      end: { action: 'complete', report },
    }
  }
}

/** What an execute reports. `invalidCellCount` counts rows, as the contract has it. */
function makeReport({ sheets, coverage }: SheetSet): ExecuteReport {
  const sum = (pick: (sheet: SheetSet['sheets'][number]) => number) =>
    sheets.reduce((total, sheet) => total + pick(sheet), 0)
  return {
    inserted: sum((sheet) => sheet.row_count),
    perSheet: sheets.map(({ name, sheet_id, row_count }) => ({
      templateName: name,
      sheetId: sheet_id,
      rowCount: row_count,
    })),
    invalidCellCount: sum((sheet) => sheet.invalid_rows),
    coverage,
  }
}
