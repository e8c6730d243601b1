import type { ExtractChoice } from '../agent/extract/extract-result.ts'
import { list } from '../agent/say.ts'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import type { ConnectionRow } from '../store/queries/connection-row.ts'
import type { RunRow } from '../store/queries/run-row.ts'
import { selectActiveRun } from '../store/queries/select-active-run.ts'
import { selectConnections } from '../store/queries/select-connections.ts'
import { selectRun } from '../store/queries/select-run.ts'
import { selectRunSteps } from '../store/queries/select-run-steps.ts'
import { selectUploadedFiles } from '../store/queries/select-uploaded-files.ts'
import type { Queryable } from '../store/store.ts'
import { appendEvents } from '../thread/index.ts'
import { moveRun } from './move-run.ts'

/**
 * Settles the migration's active run with the removal of a connection, inside the transaction that removes it and holds
 * the migration's lock.
 *
 * - A run that is queued or at work and pulls from live sources holds them all.
 * - One that waits for a person holds nothing. What it has read stays; what it has not read yet is left out.
 * - One that waits for this connection's credentials goes on with what else there is (other connections, files), and
 *   without any fails.
 *
 * @returns the run that has failed by it; null when none has.
 * @throws EngineError `connection_in_use`.
 */
export async function loseConnection(
  { connectors }: Pick<App, 'connectors'>,
  tx: Queryable,
  { id, source_key, migration_id: migrationId }: Pick<ConnectionRow, 'id' | 'source_key' | 'migration_id'>,
): Promise<{ failedRunId: string | null }> {
  const unaffected = { failedRunId: null }
  const active = await selectActiveRun(tx, migrationId)
  const run = active && (await selectRun(tx, migrationId, active.id))
  if (!run || !pullsFromSources(run)) return unaffected
  if (run.status !== 'blocked') {
    throw new EngineError('connection_in_use', `The run ${run.id} pulls from this connection. Cancel it first.`, {
      details: [{ path: 'active_run_id', message: run.id }],
    })
  }
  const finished = await selectRunSteps(tx, run.id)
  const isRead = (connectionId: string) => finished.has(`extract/read/${connectionId}`)
  const asked = run.blocked_reason === 'credentials' ? run.credential_request : null
  const choice = finished.get('extract/connections') as ExtractChoice | undefined
  const chosen = choice?.connections ?? (asked ? [asked.connection_id] : [])
  if (!chosen.includes(id) || isRead(id)) return unaffected

  const name = connectors.find(source_key)?.name ?? source_key
  const say = (text: string) => ({ type: 'message' as const, data: { role: 'agent', text } })
  if (asked?.connection_id !== id) {
    await appendEvents(tx, migrationId, run.id, [
      say(`The connection ${name} has been removed, so this run will go on without it.`),
    ])
    return unaffected
  }
  const existing = new Set((await selectConnections(tx, migrationId)).map((row) => row.id))
  const others = chosen.filter((other) => other !== id && (existing.has(other) || isRead(other)))
  const files = await selectUploadedFiles(tx, migrationId)
  if (others.length + files.length > 0) {
    const rest = list([
      ...(others.length > 0 ? [others.length === 1 ? 'the other connection' : 'the other connections'] : []),
      ...(files.length > 0 ? [files.length === 1 ? 'the uploaded file' : 'the uploaded files'] : []),
    ])
    await moveRun(tx, run.id, 'answer', {
      change: {
        // Waiting for a person is not failing, and the refusals were those of the connection that is gone.
        attempt: 0,
        credentialRefusals: 0,
        blockedReason: null,
        message: `Going on without ${name}`,
      },
    })
    await appendEvents(tx, migrationId, run.id, [
      say(
        `The connection ${name} has been removed while its credentials were awaited. This run goes on with ${rest}; nothing of ${name} is in it.`,
      ),
      { type: 'status', data: { status: 'queued' } },
    ])
    return unaffected
  }
  const error = {
    code: 'connection_removed',
    message: `The connection ${name}, whose credentials this run was waiting for, has been removed, and there is nothing else to read. Attach a connection or upload files, then start a new run.`,
  }
  await moveRun(tx, run.id, 'fail', { change: { error, finished: true, message: null, blockedReason: null } })
  await appendEvents(tx, migrationId, run.id, [
    { type: 'error', data: error },
    { type: 'status', data: { status: 'failed' } },
  ])
  return { failedRunId: run.id }
}

const pullsFromSources = (run: RunRow): boolean => run.kind === 'generate' && run.input.extract_via_api !== false
