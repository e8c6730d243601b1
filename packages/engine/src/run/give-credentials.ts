import type { CredentialsInput, RunStatus } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { connectorOf, credentialsInvalid, keepSecret, readCredentials } from '../source/index.ts'
import { lockConnection } from '../store/queries/lock-connection.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { selectConnection } from '../store/queries/select-connection.ts'
import { appendEvents } from '../thread/index.ts'
import { findRun } from './find-run.ts'
import { moveRun } from './move-run.ts'

/**
 * Puts the credentials that a blocked run asks for into the vault, and the run back to work. They are tried by the run:
 * if the source refuses them, it asks again.
 *
 * @throws EngineError `migration_not_found`, `run_not_found`; `credentials_not_requested` when the run waits for nothing
 * or for answers; `connection_mismatch`; `connection_not_found` when the run's connection is gone;
 * `credentials_invalid` naming fields, never values.
 */
export async function giveCredentials(
  app: Pick<App, 'store' | 'vault' | 'connectors'>,
  accountId: string,
  migrationId: string,
  runId: string,
  { credentials, connection_id }: CredentialsInput,
): Promise<{ run_id: string; status: RunStatus }> {
  await app.store.transaction(async (tx) => {
    await lockMigration(tx, migrationId)
    const run = await findRun(tx, accountId, migrationId, runId)
    const request = run.credential_request
    if (run.status !== 'blocked') {
      // Removing the connection that a run waits for ends the waiting, and the request stays on record.
      if (request && !(await lockConnection(tx, request.connection_id))) throw connectionRemoved()
      throw notRequested(`This run is ${run.status}: it is not waiting for credentials.`)
    }
    if (run.blocked_reason !== 'credentials' || !request)
      throw notRequested('This run waits for answers to its questions, not for credentials.')
    if (connection_id !== undefined && connection_id !== request.connection_id) {
      throw new EngineError(
        'connection_mismatch',
        `This run asks for the credentials of the connection ${request.connection_id}. Leave connection_id out, or name that one.`,
        { details: [{ path: 'connection_id', message: 'is not the connection of this run' }] },
      )
    }
    const isThere = await lockConnection(tx, request.connection_id)
    const connection = isThere ? await selectConnection(tx, request.connection_id) : null
    if (!connection) throw connectionRemoved()
    const { credentials_schema: schema } = connectorOf(app.connectors, connection.source_key)
    const { kept, problems } = readCredentials(schema, credentials, 'refuse')
    if (kept.size + problems.length === 0)
      problems.push({ path: 'credentials', message: `must hold at least one of ${Object.keys(schema).join(', ')}` })
    if (problems.length > 0) throw credentialsInvalid(problems)
    for (const [field, secret] of kept) await keepSecret(app, tx, connection, field, secret)
    const moved = await moveRun(tx, runId, 'answer', {
      change: {
        // Waiting for a person is not failing: the attempts start anew.
        attempt: 0,
        blockedReason: null,
        credentialRequest: null,
        message: `Trying the new credentials for ${request.source_name}`,
      },
    })
    if (!moved) throw notRequested('This run has just been given credentials or has ended.')
    await appendEvents(tx, migrationId, runId, [
      { type: 'message', data: { role: 'user', text: `Gave the credentials for ${request.source_name}.` } },
      { type: 'status', data: { status: 'queued' } },
    ])
  })
  return { run_id: runId, status: 'running' }
}

const notRequested = (message: string) => new EngineError('credentials_not_requested', message)

const connectionRemoved = () =>
  new EngineError(
    'connection_not_found',
    'The source connection that this run waited for has been removed. Attach it again, then start a new run.',
  )
