import type { SourceConnectionInput } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import {
  checkSettings,
  checkStreams,
  connectorOf,
  credentialsInvalid,
  keepSecret,
  readCredentials,
  type SourceConnector,
} from '../source/index.ts'
import type { ConnectionRow } from '../store/queries/connection-row.ts'
import { deleteSecret } from '../store/queries/delete-secret.ts'
import { insertConnection } from '../store/queries/insert-connection.ts'
import { lockConnection } from '../store/queries/lock-connection.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { selectAccountSettings } from '../store/queries/select-account-settings.ts'
import { selectConnection } from '../store/queries/select-connection.ts'
import { selectConnections } from '../store/queries/select-connections.ts'
import { setMigrationReadiness } from '../store/queries/set-migration-readiness.ts'
import { updateConnection } from '../store/queries/update-connection.ts'
import { notFound } from './error-reply.ts'

/**
 * Creates the connection of this source key and profile, or changes what the input names of the one there is. Everything
 * is checked before anything is kept.
 *
 * @throws EngineError `migration_not_found`, `source_key_unknown`, `connection_config_invalid`, `stream_unknown`,
 * `credentials_invalid`.
 */
export async function attachConnection(
  app: Pick<App, 'store' | 'vault' | 'connectors' | 'newId'>,
  accountId: string,
  migrationId: string,
  profileId: string | null,
  input: SourceConnectionInput,
): Promise<ConnectionRow> {
  const connector = connectorOf(app.connectors, input.source_key)
  const { settings } = await selectAccountSettings(app.store, accountId)
  if (settings.enabled_connectors?.includes(connector.key) === false) throw notEnabled(connector)
  if (input.config !== undefined) checkSettings(connector, input.config)
  if (input.selected_streams) checkStreams(connector, input.selected_streams)
  const { kept, removed, problems } = readCredentials(connector.credentials_schema, input.credentials ?? {}, 'remove')
  if (problems.length > 0) throw credentialsInvalid(problems)
  return app.store.transaction(async (tx) => {
    // The migration's lock lets one at a time look whether there is a connection, and make one.
    const migration = await lockMigration(tx, migrationId)
    if (migration?.account_id !== accountId) throw notFound('migration_not_found', 'migration')
    const [existing] = await selectConnections(tx, migrationId, { profileId, sourceKey: connector.key })
    const id = existing?.id ?? app.newId()
    if (existing) {
      await lockConnection(tx, id)
      const { config, selected_streams, stream_state } = input
      await updateConnection(tx, id, { config, selected_streams, stream_state })
    } else {
      await insertConnection(tx, {
        id,
        migration_id: migrationId,
        profile_id: profileId,
        source_key: connector.key,
        config: input.config ?? {},
        selected_streams: input.selected_streams ?? null,
        stream_state: input.stream_state ?? {},
      })
    }
    for (const [field, secret] of kept) await keepSecret(app, tx, { id, account_id: accountId }, field, secret)
    for (const field of removed) await deleteSecret(tx, id, field)
    if (!existing) await setMigrationReadiness(tx, migrationId)
    const connection = await selectConnection(tx, id)
    if (!connection) throw new Error('a source connection was gone right after it was made')
    return connection
  })
}

const notEnabled = ({ key, name }: SourceConnector) =>
  new EngineError(
    'source_key_unknown',
    `${name} is not enabled for this account. Add "${key}" to enabled_connectors with PATCH /api/v1/settings, or use a connector that GET /api/v1/connectors shows as enabled.`,
    { details: [{ path: 'source_key', message: 'is not enabled for this account' }] },
  )
