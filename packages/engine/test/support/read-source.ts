import type { Emulator } from '../../../connectors/test/serve.ts'
import { type ApiSourceOptions, loadManifest, openApiSource } from '../../src/source/api/index.ts'
import { openOutbound } from '../../src/source/outbound/index.ts'
import type { ReadOptions, Source, SourceBatch, SourceRecord, SourceState } from '../../src/source/source.ts'
import { Secret } from '../../src/vault/secret.ts'

export type OpenForTest = Partial<Omit<ApiSourceOptions, 'manifest' | 'credentials'>> & {
  manifest: string | object
  emulators: readonly Emulator[]
  credentials?: Record<string, string>
}

/** Opens a manifest against emulators. Waits of the runtime are noted and not waited for: its clock jumps. */
export function openForTest({ manifest, emulators, credentials = {}, ...rest }: OpenForTest): {
  source: Source
  waits: number[]
  close(): Promise<void>
} {
  const outbound = openOutbound({ allowPrivateHosts: emulators.map(({ host }) => host), totalTimeoutMs: 5000 })
  const waits: number[] = []
  const base = rest.now ?? (() => new Date())
  let passedMs = 0
  const source = openApiSource({
    manifest: loadManifest(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)),
    config: {},
    outbound,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      passedMs += ms
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 2)))
    },
    ...rest,
    now: () => new Date(base().getTime() + passedMs),
    credentials: Object.fromEntries(Object.entries(credentials).map(([path, value]) => [path, new Secret(value)])),
  })
  return {
    source,
    waits,
    close: async () => {
      await source.close()
      await outbound.close()
    },
  }
}

export type Read = {
  records: Record<string, SourceRecord[]>
  state: Record<string, SourceBatch['state']>
  batches: SourceBatch[]
  notices: string[]
  errors: Record<string, { code: string; message: string }>
}

/** Reads streams to their ends. */
export async function readAll(
  source: Source,
  streams: readonly string[],
  options: Partial<ReadOptions> & { state?: SourceState } = {},
): Promise<Read> {
  const out: Read = { records: {}, state: {}, batches: [], notices: [], errors: {} }
  for await (const batch of source.read({ mode: 'full', state: {}, ...options, streams })) {
    out.batches.push(batch)
    out.records[batch.stream] = [...(out.records[batch.stream] ?? []), ...batch.records]
    out.state[batch.stream] = batch.state
    for (const notice of batch.notices) out.notices.push(`${notice.code}: ${notice.message}`)
    if (batch.end?.status === 'failed')
      out.errors[batch.stream] = { code: batch.end.error.code, message: batch.end.error.message }
  }
  return out
}
