import type { ReadOptions, Source, SourceBatch, SourceRecord, SourceState } from '../../src/source/source.ts'

export type Batches = {
  batches: SourceBatch[]
  /** Of each stream after the last batch, as it comes back from the store. */
  state: Record<string, SourceState[string]>
  records: Record<string, SourceRecord[]>
  /** Codes of the notices, in order. */
  notices: string[]
}

/** Reads streams to their ends, or leaves after `most` batches as a process does that dies. */
export async function readBatches(
  source: Source,
  options: Partial<ReadOptions> & { streams: string[] },
  most = Number.POSITIVE_INFINITY,
): Promise<Batches> {
  const out: Batches = { batches: [], state: { ...options.state }, records: {}, notices: [] }
  for await (const batch of source.read({ mode: 'full', state: {}, ...options })) {
    out.batches.push(batch)
    out.records[batch.stream] = [...(out.records[batch.stream] ?? []), ...batch.records]
    out.state[batch.stream] = JSON.parse(JSON.stringify(batch.state))
    for (const { code } of batch.notices) out.notices.push(code)
    if (out.batches.length >= most) break
  }
  return out
}
