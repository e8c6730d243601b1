import type { Source, SourceRecipe } from '@godwit/contract'
import { EngineError } from '../../../errors.ts'
import type { SourceRecipeVersionRow } from '../../../store/queries/select-source-recipe-versions.ts'
import type { SourceRow } from '../../../store/queries/select-sources.ts'
import { StoreConflict } from '../../../store/store.ts'

/** A source as clients see it. */
export const renderSource = (row: SourceRow): Source => ({ ...row })

/** A version of what a source has learned, without what it has learned. */
export const renderVersion = ({
  version,
  migration_id,
  run_id,
  created_at,
}: SourceRecipeVersionRow): Pick<SourceRecipe, 'version' | 'migration_id' | 'run_id' | 'created_at'> => ({
  version,
  migration_id,
  run_id,
  created_at: created_at.toISOString(),
})

/** Runs a change of a source's name. Throws `source_name_taken`. */
export async function refusingTakenName<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StoreConflict && error.constraint === 'sources_name')) throw error
    throw new EngineError('source_name_taken', `There is a source named "${name}" already. Choose another name.`, {
      details: [{ path: 'name', message: 'taken' }],
      cause: error,
    })
  }
}
