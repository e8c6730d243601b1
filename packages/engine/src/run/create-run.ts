import type { RunInput, RunStatus } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { insertRun } from '../store/queries/insert-run.ts'
import { lockMigration, type MigrationState } from '../store/queries/lock-migration.ts'
import type { StoredRunInput } from '../store/queries/run-row.ts'
import { selectActiveRun } from '../store/queries/select-active-run.ts'
import { selectConnections } from '../store/queries/select-connections.ts'
import { selectUploadedFiles } from '../store/queries/select-uploaded-files.ts'
import { type Queryable, StoreConflict } from '../store/store.ts'
import { appendEvents, type NewEvent } from '../thread/index.ts'
import { migrationNotFound } from './find-run.ts'

export type CreatedRun = { run_id: string; status: RunStatus; poll_url: string }

/** What a run is started with; `recipe` is a person's own (a hand edit), already checked. */
export type NewRun = Pick<RunInput, 'kind'> & StoredRunInput

/**
 * Queues a run. Of several started at once exactly one wins.
 *
 * @throws EngineError `migration_not_found`; `run_active` with the id of the run that is under way; and by kind what is
 * missing: `nothing_to_migrate`, `no_source_connection`, `no_preview`, `message_required`.
 */
export async function createRun(
  app: Pick<App, 'store' | 'config' | 'newId'>,
  accountId: string,
  migrationId: string,
  { kind, ...input }: NewRun,
): Promise<CreatedRun> {
  const id = app.newId()
  try {
    await app.store.transaction(async (tx) => {
      const migration = await lockMigration(tx, migrationId)
      if (migration?.account_id !== accountId) throw migrationNotFound()
      const active = await selectActiveRun(tx, migrationId)
      if (active) throw runActive(active.id)
      const extracts = await checkPreconditions(tx, migration, kind, input)
      // What was left open is decided now: files or connections that come later are for another run.
      await insertRun(tx, { id, migrationId, accountId, kind, input: { ...input, extract_via_api: extracts } })
      await appendEvents(tx, migrationId, id, openingEvents(kind, input))
    })
  } catch (error) {
    // The lock above already lets one through; the index holds even against a writer that does not take it.
    if (!(error instanceof StoreConflict && error.constraint === 'runs_one_active')) throw error
    throw runActive((await selectActiveRun(app.store, migrationId))?.id ?? null)
  }
  return {
    run_id: id,
    status: 'queued',
    poll_url: `${app.config.publicUrl}/api/v1/migrations/${migrationId}/runs/${id}`,
  }
}

/** Whether the run reads the migration's source connections; throws when something is missing that it needs. */
async function checkPreconditions(
  tx: Queryable,
  migration: MigrationState,
  kind: RunInput['kind'],
  input: StoredRunInput,
): Promise<boolean> {
  const connections = await selectConnections(tx, migration.id)
  if (input.extract_via_api === true && connections.length === 0) {
    throw new EngineError(
      'no_source_connection',
      'This migration has no source connection to pull from. Attach one, or upload files and leave extract_via_api out.',
    )
  }
  if (kind === 'generate') {
    const files = await selectUploadedFiles(tx, migration.id)
    const extracts = input.extract_via_api ?? (connections.length > 0 && files.length === 0)
    if (extracts || files.length > 0) return extracts
    throw new EngineError(
      'nothing_to_migrate',
      connections.length > 0
        ? 'There is nothing to migrate: no file has arrived, and extract_via_api is false. Upload a file, or leave extract_via_api out to pull from the source connection.'
        : 'There is nothing to migrate yet: no file has arrived and no source is connected. Upload a file or attach a source connection, then start the run again.',
    )
  }
  if (migration.preview_run_id === null) {
    throw new EngineError('no_preview', `A run of kind ${kind} needs a preview. Start a run of kind generate first.`)
  }
  if ((kind === 'update' || kind === 'clarify') && !input.message && !input.recipe) {
    throw new EngineError(
      'message_required',
      `A run of kind ${kind} needs a message that says what you want to ${kind === 'update' ? 'change' : 'know'}.`,
      { details: [{ path: 'message', message: 'is required for this kind of run' }] },
    )
  }
  return false
}

function openingEvents(kind: RunInput['kind'], input: StoredRunInput): NewEvent[] {
  const said: NewEvent[] = input.message ? [{ type: 'message', data: { role: 'user', text: input.message } }] : []
  return [...said, { type: 'status', data: { status: 'queued', kind } }]
}

function runActive(runId: string | null): EngineError {
  return new EngineError(
    'run_active',
    `This migration already has an active run${runId ? `, ${runId}` : ''}. Wait until it has ended, or cancel it.`,
    { details: runId ? [{ path: 'active_run_id', message: runId }] : [] },
  )
}
