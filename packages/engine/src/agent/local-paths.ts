import type { StagedTable } from '@godwit/contract'
import type { StepContext } from './step.ts'

/** Local Parquet files of staged tables, looked up once. */
export async function localPaths(
  context: Pick<StepContext, 'pathOf'>,
  tables: readonly StagedTable[],
): Promise<(table: StagedTable) => string> {
  const paths = new Map<string, string>()
  for (const { storage_key } of tables) paths.set(storage_key, await context.pathOf(storage_key))
  return ({ storage_key }) => {
    const path = paths.get(storage_key)
    if (path === undefined) throw new Error('a table that is none of the given ones')
    return path
  }
}
