import type { Run } from '@godwit/contract'
import type { App } from '../app.ts'
import { selectRuns } from '../store/queries/select-runs.ts'
import { findMigration } from './find-run.ts'
import { renderRun } from './render-run.ts'

/**
 * Runs of a migration, newest first. `before` is the id of the last run of the page before; `next` is the one to pass
 * for the page after, null on the last. @throws EngineError `migration_not_found`.
 */
export async function listRuns(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  { limit = 50, before = null }: { limit?: number; before?: string | null } = {},
): Promise<{ runs: Run[]; next: string | null }> {
  await findMigration(app.store, accountId, migrationId)
  const rows = await selectRuns(app.store, migrationId, { limit: limit + 1, before })
  const page = rows.slice(0, limit)
  return { runs: page.map(renderRun), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}
