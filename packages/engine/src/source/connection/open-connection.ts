import { EngineError } from '../../errors.ts'
import type { ConnectionRow } from '../../store/queries/connection-row.ts'
import { lockConnection } from '../../store/queries/lock-connection.ts'
import type { SecretRow } from '../../store/queries/secret-row.ts'
import { selectConnection } from '../../store/queries/select-connection.ts'
import { selectSecrets } from '../../store/queries/select-secrets.ts'
import { upsertSecret } from '../../store/queries/upsert-secret.ts'
import type { Queryable, Store } from '../../store/store.ts'
import { takeTurns } from '../../util/take-turns.ts'
import type { Secret, SecretPlace, Vault } from '../../vault/index.ts'
import { Scrubber } from '../../vault/scrub-secrets.ts'
import type { SourceConnector, SourceNetwork } from '../connector.ts'
import type { Connectors } from '../registry.ts'
import type { Source, SourceNotice } from '../source.ts'
import type { OpenSourceOptions } from '../source-connector.ts'
import { missingFields } from './credentials.ts'

/** What of the server connecting to a source takes. */
export type ConnectionServices = {
  store: Store
  vault: Vault
  connectors: Connectors
  network: SourceNetwork
  now(): Date
}

/** A connection with its source, ready to be read. `close` the source when done. */
export type OpenConnection = {
  source: Source
  connection: ConnectionRow
  connector: SourceConnector
  /**
   * Finds out how the source works and writes it down as a manifest, which `openConnection` takes back; null where the
   * connector knows.
   */
  author: ((signal?: AbortSignal) => Promise<{ manifest: string; notices: SourceNotice[] }>) | null
  /** Knows every secret of this connection: for texts that others wrote and that leave the engine. */
  scrubber: Scrubber
}

/**
 * Connects to a source with the settings and secrets on file. Nothing is sent yet. `manifest` is what `author` wrote for
 * this connection earlier.
 *
 * @throws EngineError `connection_not_found` when it is gone; `source_key_unknown` when its connector is;
 * `credentials_missing` naming the fields in `details`; `connection_config_invalid`; `vault_unreadable`.
 */
export async function openConnection(
  services: ConnectionServices,
  connectionId: string,
  { manifest }: { manifest?: string } = {},
): Promise<OpenConnection> {
  const connection = await selectConnection(services.store, connectionId)
  if (!connection) throw connectionNotFound()
  const connector = connectorOf(services.connectors, connection.source_key)
  const missing = missingFields(connector, connection.config, connection.secret_fields)
  if (missing.length > 0) throw credentialsMissing(missing)
  const rows = await selectSecrets(services.store, connectionId)
  const scrubber = new Scrubber()
  const credentials: Record<string, Secret> = {}
  for (const row of rows) {
    // A field that the connector no longer has stays sealed.
    if (!Object.hasOwn(connector.credentials_schema, row.field)) continue
    const secret = await services.vault.open(placeOf(connection, row.field), row)
    scrubber.add(secret.reveal())
    credentials[row.field] = secret
  }
  const kept = new Map(rows.map((row) => [row.field, row]))
  const options: OpenSourceOptions = {
    ...services.network,
    config: connection.config,
    credentials,
    now: services.now,
    onRotate: async (field, value) => {
      scrubber.add(value.reveal())
      await keepRotated(services, connection, kept, field, value)
    },
    exchange: (field, work) =>
      exchangeAlone(services, connection, field, async (row) => {
        if (!row) return work(null)
        const secret = await services.vault.open(placeOf(connection, field), row)
        scrubber.add(secret.reveal())
        kept.set(field, row)
        return work(secret)
      }),
    ...(manifest === undefined ? {} : { manifest }),
  }
  const { author } = connector
  return {
    source: await connector.open(options),
    connection,
    connector,
    scrubber,
    author: author ? (signal) => author({ ...options, ...(signal ? { signal } : {}) }) : null,
  }
}

/** Seals a secret for a connection and puts it in place of the one that the field had. */
export async function keepSecret(
  { vault }: Pick<ConnectionServices, 'vault'>,
  tx: Queryable,
  connection: Pick<ConnectionRow, 'id' | 'account_id'>,
  field: string,
  secret: Secret,
): Promise<SecretRow> {
  const row = { connection_id: connection.id, field, ...(await vault.seal(placeOf(connection, field), secret)) }
  await upsertSecret(tx, row)
  return row
}

/** An exchange holds one connection to the store while it waits for the source, and takes another to write. */
const exchangeInTurn = takeTurns(4)

/**
 * Runs the exchange of one connection's token alone, in all processes: of two that exchanged the same token at once, the
 * source would refuse one, and perhaps both.
 */
async function exchangeAlone<T>(
  { store }: Pick<ConnectionServices, 'store'>,
  { id }: ConnectionRow,
  field: string,
  work: (row: SecretRow | undefined) => Promise<T>,
): Promise<T> {
  return exchangeInTurn(() =>
    // The transaction holds the lock and nothing else, so it is never run twice.
    store.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`godwit token ${id}`])
      return work((await selectSecrets(tx, id)).find((row) => row.field === field))
    }),
  )
}

/**
 * Writes a rotated secret back before it is used. When a person has given new credentials since this source was
 * opened, theirs stay: a rotation only ever follows from the secret that was read.
 */
async function keepRotated(
  services: Pick<ConnectionServices, 'store' | 'vault'>,
  connection: ConnectionRow,
  kept: Map<string, SecretRow>,
  field: string,
  value: Secret,
): Promise<void> {
  await services.store.transaction(async (tx) => {
    if (!(await lockConnection(tx, connection.id))) throw connectionNotFound()
    const present = (await selectSecrets(tx, connection.id)).find((row) => row.field === field)
    const read = kept.get(field)
    if (present && read && !present.sealed_value.equals(read.sealed_value)) return
    kept.set(field, await keepSecret(services, tx, connection, field, value))
  })
}

export const placeOf = ({ account_id, id }: Pick<ConnectionRow, 'id' | 'account_id'>, field: string): SecretPlace => ({
  accountId: account_id,
  connectionId: id,
  field,
})

/** @throws EngineError `source_key_unknown`. */
export function connectorOf(connectors: Connectors, key: string): SourceConnector {
  const connector = connectors.find(key)
  if (connector) return connector
  throw new EngineError(
    'source_key_unknown',
    `There is no connector "${key.slice(0, 100)}". GET /api/v1/connectors lists those there are.`,
    { details: [{ path: 'source_key', message: 'no such connector' }] },
  )
}

export const connectionNotFound = () =>
  new EngineError(
    'connection_not_found',
    'There is no such source connection. Attach one with POST …/source-connection.',
  )

const credentialsMissing = (fields: readonly string[]) =>
  new EngineError('credentials_missing', `Credentials are missing: ${fields.join(', ')}. Send them, then try again.`, {
    details: fields.map((field) => ({ path: `credentials.${field}`, message: 'is missing' })),
  })
