import type { Run } from '@godwit/contract'
import type { App } from '../app.ts'
import { findRun } from './find-run.ts'
import { renderRun } from './render-run.ts'

/** A run as it stands. @throws EngineError `migration_not_found`, `run_not_found`. */
export async function readRun(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  runId: string,
): Promise<Run> {
  return renderRun(await findRun(app.store, accountId, migrationId, runId))
}
