import type { CredentialsSchema } from '@godwit/contract'
import { openOutbound } from '../outbound/index.ts'
import type { Connectors } from '../registry.ts'
import { checkSettings, checkStreams } from './check-settings.ts'
import { credentialsInvalid, readCredentials } from './credentials.ts'
import { connectorOf } from './open-connection.ts'

/** A record as one line of JSON; what a person should know; or why a stream ended early. */
export type ReaderItem =
  | { kind: 'record'; stream: string; json: string }
  | { kind: 'notice' | 'failure'; stream: string; message: string }

export type ReaderOptions = {
  config: Readonly<Record<string, unknown>>
  credentials: Readonly<Record<string, unknown>>
  streams: readonly string[]
  /** Records of each stream. */
  limit: number
  signal?: AbortSignal
}

/** Reads from a source as it is, without a store or a vault: to try a connector, nothing is kept. */
export type Reader = {
  readonly credentialsSchema: CredentialsSchema
  read(options: ReaderOptions): AsyncGenerator<ReaderItem, void, void>
} & AsyncDisposable

/** @throws EngineError `source_key_unknown`; reading, all that a source fails with. */
export function openReaderOf(connectors: Connectors, allowPrivateHosts: readonly string[], key: string): Reader {
  const connector = connectorOf(connectors, key)
  const outbound = openOutbound({ allowPrivateHosts })
  return {
    credentialsSchema: connector.credentials_schema,
    async *read({ config, credentials, streams, limit, signal }) {
      checkSettings(connector, config)
      checkStreams(connector, streams)
      const { kept, problems } = readCredentials(connector.credentials_schema, credentials, 'refuse')
      if (problems.length > 0) throw credentialsInvalid(problems)
      const network = { outbound, allowPrivateHosts, origins: {} }
      const source = await connector.open({ ...network, config, credentials: Object.fromEntries(kept) })
      try {
        for (const stream of streams) {
          let left = limit
          for await (const batch of source.read({ streams: [stream], state: {}, mode: 'full', signal })) {
            for (const { message } of batch.notices) yield { kind: 'notice', stream, message }
            for (const record of batch.records.slice(0, left)) {
              yield { kind: 'record', stream, json: JSON.stringify(record, exactly) }
            }
            left -= Math.min(left, batch.records.length)
            if (batch.end?.status === 'failed') yield { kind: 'failure', stream, message: batch.end.error.message }
            if (left === 0) break
          }
        }
      } finally {
        await source.close()
      }
    },
    [Symbol.asyncDispose]: () => outbound.close(),
  }
}

/** Whole numbers beyond 2^53 keep every digit. */
const exactly = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value)) : value
