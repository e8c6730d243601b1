import type { ConnectionCheck, DiscoveredStream } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { type OpenConnection, openConnection } from '../source/index.ts'

/** How long a person waits for an answer that may not come. */
const patienceMs = 60_000

type Services = Pick<App, 'store' | 'vault' | 'connectors' | 'network' | 'now'>

/**
 * Tries a connection. What is wrong with it is the answer, not an error.
 *
 * @throws EngineError `connection_not_found`, `vault_unreadable`.
 */
export async function checkConnection(
  app: Services,
  connectionId: string,
  closing: AbortSignal,
): Promise<ConnectionCheck> {
  try {
    return await withSource(app, connectionId, closing, async ({ source, scrubber }, signal) => {
      const { ok, message, streams } = await source.check(signal)
      return scrubber.scrubValue({ ok, message, streams })
    })
  } catch (error) {
    const isAnswer = error instanceof EngineError && !faults.has(error.code)
    if (!isAnswer) throw error
    return { ok: false, message: error.message, streams: [] }
  }
}

/** Failures that say nothing about the connection. */
const faults: ReadonlySet<string> = new Set([
  'connection_not_found',
  'vault_unreadable',
  'store_unavailable',
  'internal',
])

/** The streams that a connected source offers. @throws EngineError as `openConnection` and the source do. */
export async function discoverStreams(
  app: Services,
  connectionId: string,
  closing: AbortSignal,
): Promise<DiscoveredStream[]> {
  return withSource(app, connectionId, closing, ({ source }, signal) => source.discover(signal))
}

async function withSource<Result>(
  app: Services,
  connectionId: string,
  closing: AbortSignal,
  work: (opened: OpenConnection, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const patience = AbortSignal.timeout(patienceMs)
  const signal = AbortSignal.any([patience, closing])
  const opened = await openConnection(app, connectionId)
  try {
    return await work(opened, signal)
  } catch (error) {
    if (patience.aborted)
      throw new EngineError(
        'source_unreachable',
        `${opened.connector.name} did not answer within ${patienceMs / 1000} s. Check the address, then try again.`,
      )
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.code, opened.scrubber.scrub(error.message), {
      details: opened.scrubber.scrubValue([...error.details]),
    })
  } finally {
    await opened.source.close()
  }
}
