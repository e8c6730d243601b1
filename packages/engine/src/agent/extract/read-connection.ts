import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineError } from '../../errors.ts'
import type { Source, SourceNotice, StreamState } from '../../source/index.ts'
import { type ExtractionBatch, insertExtractionBatches } from '../../store/queries/insert-extraction-batches.ts'
import { type ExtractionProgress, selectExtractionProgress } from '../../store/queries/select-extraction-progress.ts'
import { count, sayMessage } from '../say.ts'
import type { StepContext } from '../step.ts'
import { BatchBuffer, type PendingBatch } from './batch-buffer.ts'

/** How much may be read without being durable: what a crash makes the source give once more. */
const flushMs = 500
const flushSize = 4 * 1024 ** 2
/** Reading waits for the disk when this much is waiting to be written. */
const fullSize = 16 * 1024 ** 2

export type ReadConnection = {
  connectionId: string
  sourceName: string
  source: Source
  streams: readonly string[]
  mode: 'full' | 'incremental'
  /** Where each stream's reading begins, when it has not begun yet in this run. */
  initial: Readonly<Record<string, StreamState>>
}

/** What reading has come to: how far each stream is, and which could not be read to its end, with why. */
export type ReadResult = { progress: ExtractionProgress[]; failures: ReadonlyMap<string, EngineError> }

/**
 * Reads the streams of a connection from where this run left them, and makes what came durable as it comes: an object of
 * records and the state after them count together, in one commit. A worker that takes over goes on after the last one.
 *
 * A stream that fails is in `failures`; what was read of it stays, so that another attempt goes on from there.
 */
export async function readConnection(context: StepContext, reading: ReadConnection): Promise<ReadResult> {
  const { services, run, signal } = context
  const { connectionId, source, sourceName } = reading
  const before = await selectExtractionProgress(services.store, run.id, connectionId)
  const known = new Map(before.map((progress) => [progress.stream, progress]))
  const streams = reading.streams.filter((stream) => known.get(stream)?.ended !== 'completed')
  const failures = new Map<string, EngineError>()
  const writer = openWriter(context, connectionId, new Map(before.map(({ stream, position }) => [stream, position])))
  const readBefore = before.reduce((sum, { records }) => sum + records, 0)
  const startedMs = performance.now()
  let records = 0
  const show = () => {
    const done = readBefore + records
    const rate = Math.round(records / Math.max(0.001, (performance.now() - startedMs) / 1000))
    context.progress(
      { phase: 'extract', done, total: null, unit: 'records' },
      `Reading ${sourceName}: ${count(done, 'record')}${rate > 0 ? `, ${rate.toLocaleString('en-US')} a second` : ''}`,
    )
  }
  show()
  if (streams.length > 0) {
    const state: Record<string, StreamState> = {}
    for (const stream of streams) {
      const begun = known.get(stream)?.state as StreamState | undefined
      const start = begun ?? reading.initial[stream]
      if (start) state[stream] = start
    }
    const both = AbortSignal.any([signal, writer.failed])
    try {
      for await (const batch of source.read({ streams, state, mode: reading.mode, signal: both })) {
        both.throwIfAborted()
        records += batch.records.length
        if (batch.end?.status === 'failed') failures.set(batch.stream, batch.end.error)
        await writer.add(batch, batch.notices)
        show()
        // Without credentials no stream can go on.
        if (batch.end?.status === 'failed' && batch.end.error.code === 'credentials_refused') break
      }
    } catch (error) {
      await writer.abandon()
      both.throwIfAborted()
      throw error
    }
  }
  await writer.finish()
  return { progress: await selectExtractionProgress(services.store, run.id, connectionId), failures }
}

type Writer = {
  /** Aborts when writing has failed, with the reason. */
  readonly failed: AbortSignal
  /** Takes a batch; waits when too much is waiting to be written. */
  add(batch: Parameters<BatchBuffer['add']>[0], notices: readonly SourceNotice[]): Promise<void>
  /** Makes everything durable. */
  finish(): Promise<void>
  /** Stops writing; what is not durable is forgotten. */
  abandon(): Promise<void>
}

/** Writes beside the reading: one commit at a time, by size and by time, even when the source is slow. */
function openWriter(context: StepContext, connectionId: string, positions: Map<string, number>): Writer {
  const { run } = context
  const buffer = new BatchBuffer()
  let notices: SourceNotice[] = []
  const failed = new AbortController()
  let writing: Promise<void> | undefined
  let written = 0
  let writtenMs = performance.now()

  const write = async () => {
    const pending = buffer.take()
    const said = notices
    notices = []
    const batches: ExtractionBatch[] = []
    for (const one of pending) batches.push(await keepBatch(one))
    await context.checkpoint(connectionId, async (tx) => {
      await insertExtractionBatches(tx, { runId: run.id, connectionId, batches })
      written += batches.reduce((sum, { records }) => sum + records, 0)
      return { result: { records: written }, events: said.filter(isNews).map(({ message }) => sayMessage(message)) }
    })
    for (const { stream, position } of batches) positions.set(stream, position)
    writtenMs = performance.now()
  }
  const keepBatch = async ({ stream, lines, records, state, completed }: PendingBatch): Promise<ExtractionBatch> => {
    const position = (positions.get(stream) ?? 0) + 1
    const ended = completed ? ({ ended: 'completed' } as const) : {}
    if (records === 0) return { stream, position, storage_key: null, records, bytes: 0, state, ...ended }
    const body = Buffer.from(`${lines.join('\n')}\n`)
    const path = join(context.workDir, `extract-${connectionId}.ndjson`)
    await writeFile(path, body)
    const storage_key = await context.keep('staged', path, 'records.ndjson')
    return { stream, position, storage_key, records, bytes: body.length, state, ...ended }
  }
  const start = () => {
    writing ??= write()
      .catch((error) => failed.abort(error))
      .finally(() => {
        writing = undefined
      })
    return writing
  }
  const isDue = () => buffer.size >= flushSize || performance.now() - writtenMs >= flushMs
  const timer = setInterval(() => {
    if (!buffer.isEmpty && isDue() && !failed.signal.aborted && !context.signal.aborted) void start()
  }, flushMs / 2)

  return {
    failed: failed.signal,
    async add(batch, news) {
      buffer.add(batch)
      notices.push(...news)
      if (isDue()) void start()
      while (buffer.size >= fullSize && !failed.signal.aborted) await start()
    },
    async finish() {
      clearInterval(timer)
      await writing
      while ((!buffer.isEmpty || notices.length > 0) && !failed.signal.aborted) await start()
      failed.signal.throwIfAborted()
    },
    async abandon() {
      clearInterval(timer)
      await writing
    },
  }
}

/** That a stream has no records is said with the result. */
const isNews = ({ code }: SourceNotice): boolean => code !== 'no_records'
