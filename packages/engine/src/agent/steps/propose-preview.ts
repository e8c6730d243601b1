import { recipeBodySchema } from '@godwit/contract'
import type { SheetSet } from '../../sheet/index.ts'
import { deleteSupersededSheetSets } from '../../store/queries/delete-superseded-sheet-sets.ts'
import { insertRecipe } from '../../store/queries/insert-recipe.ts'
import { selectConnection } from '../../store/queries/select-connection.ts'
import { updateConnectionSync } from '../../store/queries/update-connection-sync.ts'
import { updateMigrationPointers } from '../../store/queries/update-migration-pointers.ts'
import { upsertSheetSet } from '../../store/queries/upsert-sheet-set.ts'
import { checkLedger } from '../check-ledger.ts'
import type { Broken } from '../compare-sets.ts'
import { describeBroken, describeDiff } from '../describe-diff.ts'
import { describeSet } from '../describe-set.ts'
import { describeSync } from '../extract/describe-sync.ts'
import { extractedConnections } from '../extract/extract-result.ts'
import { previewEffect } from '../preview-effect.ts'
import { sayMessage } from '../say.ts'
import { resultOf, type StageResult, type Step, type StepOutcome } from '../step.ts'
import { newRecipe } from './compile-recipe.ts'

/**
 * Judges the filled sheets, and makes them the migration's preview: the one moment at which they begin to count. With
 * them count the cursors of what was extracted: not before, so that no later reading goes on from rows that were lost.
 */
export const proposePreview: Step = async (context) => {
  const { run } = context
  const set = resultOf<SheetSet>(context, 'preview')
  context.progress({ phase: 'validate', done: 0, total: set.tables.length, unit: 'tables' }, 'Accounting for every row')
  checkLedger(set)
  const made = newRecipe(context)
  const effect = run.kind === 'update' ? await previewEffect(context, { recipe: made.recipe, set }) : null
  const broken = effect?.broken ?? []
  // An undo goes back to what was there, and who writes a recipe by hand has decided.
  if (broken.length > 0 && !made.insists && made.restores === null && made.author === 'agent') return refuse(broken)
  return async (tx) => {
    await insertRecipe(tx, {
      migrationId: run.migration_id,
      version: set.recipe_version,
      parent: made.parent,
      author: made.author,
      restores: made.restores,
      runId: run.id,
      body: recipeBodySchema.parse(made.recipe),
    })
    await upsertSheetSet(tx, run.migration_id, set)
    await updateMigrationPointers(tx, run.migration_id, { status: 'awaiting_approval', previewRunId: run.id })
    await deleteSupersededSheetSets(tx, run.migration_id)
    for (const connection of run.kind === 'generate' ? extractedConnections(context.finished) : []) {
      const row = await selectConnection(tx, connection.connection_id)
      if (!row) continue
      const { tables } = resultOf<StageResult>(context, 'stage')
      const at = { tables, oldState: row.stream_state, takenAt: context.services.now() }
      await updateConnectionSync(tx, row.id, describeSync(connection, at))
    }
    return {
      result: {
        sheets: set.sheets.length,
        invalid_rows: set.sheets.reduce((sum, sheet) => sum + sheet.invalid_rows, 0),
      },
      events: [
        ...(effect ? [sayMessage(describeDiff(effect.diff))] : []),
        ...(broken.length > 0 ? [sayMessage(`Mind: ${describeBroken(broken)}.`)] : []),
        sayMessage(describeSet(set)),
        {
          type: 'preview',
          data: {
            recipe_version: set.recipe_version,
            sheets: set.sheets.map(({ slug, name, row_count, invalid_rows }) => ({
              template: { slug, name },
              total_rows: row_count,
              invalid_rows,
            })),
            balanced: set.coverage.balanced,
            ...(effect ? { changes: effect.diff } : {}),
          },
        },
      ],
      end: { action: 'propose' },
    }
  }
}

/** Says what a change would break; the run ends with the preview and the recipe as they were. */
function refuse(broken: readonly Broken[]): StepOutcome {
  const text = `I have not done that: ${describeBroken(broken)}. Nothing was changed. If you mean it all the same, say it again with "anyway" behind it.`
  return { result: { refused: true }, events: [sayMessage(text)], end: { action: 'propose' } }
}
