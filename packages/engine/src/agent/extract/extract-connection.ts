import { EngineError } from '../../errors.ts'
import type { OpenConnection, StreamState } from '../../source/index.ts'
import { insertExtractionBatches } from '../../store/queries/insert-extraction-batches.ts'
import type { ExtractionProgress } from '../../store/queries/select-extraction-progress.ts'
import { count, list, sayMessage, sayTool } from '../say.ts'
import type { StepContext, StepOutcome } from '../step.ts'
import type { ExtractedConnection, ExtractedStream } from './extract-result.ts'
import type { Extractor } from './prepare-connection.ts'
import { readConnection } from './read-connection.ts'
import { isRefusal, requestCredentials } from './request-credentials.ts'

/** How often a run is begun again for a source that may come back, before what could be read has to do. */
const patientAttempts = 5

/** Reads one connection and records what came; an outcome when its credentials were refused. */
export async function extractConnection(
  context: StepContext,
  { source, connection, connector, scrubber }: OpenConnection,
  { extractor_id, streams }: Extractor,
): Promise<StepOutcome | null> {
  const mode = context.run.input.stream_mode ?? 'full'
  const initial = mode === 'incremental' ? initialState(connection.stream_state) : {}
  for (const { name, restarts } of streams) if (restarts) delete initial[name]
  const { progress, failures } = await readConnection(context, {
    connectionId: connection.id,
    sourceName: connector.name,
    source,
    streams: streams.map(({ name }) => name),
    mode,
    initial,
  })
  const refused = [...failures.values()].find(isRefusal)
  if (refused) return requestCredentials(context, { connection, connector, error: scrubbed(refused) })
  const passing = [...failures.values()].find(({ retry }) => retry === 'later')
  if (passing && context.run.attempt < patientAttempts) throw scrubbed(passing)
  if (failures.size === streams.length && failures.size > 0) throw totalFailure()

  const known = new Map(progress.map((one) => [one.stream, one]))
  const extracted: ExtractedConnection = {
    connection_id: connection.id,
    source_key: connection.source_key,
    source_name: connector.name,
    extractor_id,
    mode,
    streams: streams.map((stream) => extractedStream(stream, known.get(stream.name), failures.get(stream.name))),
  }
  await context.checkpoint(`read/${connection.id}`, async (tx) => {
    await insertExtractionBatches(tx, {
      runId: context.run.id,
      connectionId: connection.id,
      batches: extracted.streams.flatMap(({ name, error }) =>
        error === null
          ? []
          : [
              {
                stream: name,
                position: (known.get(name)?.position ?? 0) + 1,
                storage_key: null,
                records: 0,
                bytes: 0,
                state: known.get(name)?.state ?? {},
                ended: 'failed' as const,
                error: error.message,
                error_code: error.code,
              },
            ],
      ),
    })
    return { result: extracted, events: describe(extracted) }
  })
  return null

  function scrubbed(error: EngineError): EngineError {
    return new EngineError(error.code, scrubber.scrub(error.message), { detail: error.detail, details: error.details })
  }

  function totalFailure(): EngineError {
    const [[name, first]] = [...failures] as [[string, EngineError]]
    const others = failures.size > 1 ? ` None of the ${failures.size} streams could be read.` : ''
    return new EngineError(first.code, scrubber.scrub(`${name} of ${connector.name}: ${first.message}${others}`), {
      detail: first.detail,
    })
  }

  function extractedStream(
    { name, primary_key, supports_incremental, deleted_field }: Extractor['streams'][number],
    read: ExtractionProgress | undefined,
    failure: EngineError | undefined,
  ): ExtractedStream {
    return {
      name,
      primary_key,
      merges: supports_incremental && initial[name] !== undefined,
      deleted_field,
      records: read?.records ?? 0,
      bytes: read?.bytes ?? 0,
      objects: read?.objects ?? 0,
      cursor: (read?.state as StreamState | undefined)?.cursor ?? null,
      error: failure ? { code: failure.code, message: scrubber.scrub(failure.message) } : null,
    }
  }
}

/** A connection keeps the bare cursor of each stream; one that is wrapped as the port has it means the same. */
const initialState = (state: Readonly<Record<string, Record<string, unknown>>>): Record<string, StreamState> =>
  Object.fromEntries(
    Object.entries(state).map(([stream, value]) => {
      const { cursor, ...others } = value
      const isWrapped = typeof cursor === 'object' && cursor !== null && Object.keys(others).length === 0
      return [stream, isWrapped ? { cursor: cursor as Record<string, unknown> } : { cursor: value }]
    }),
  )

/** What came, what came to nothing, and what could not be read: each said aloud. */
function describe({ source_name, mode, streams }: ExtractedConnection) {
  const read = streams.filter(({ error, records }) => error === null && records > 0)
  const empty = streams.filter(({ error, records }) => error === null && records === 0)
  const failed = streams.filter(({ error }) => error !== null)
  const sentences = [
    read.length > 0
      ? `Read ${list(read.map(({ name, records }) => `${count(records, 'record')} of ${name}`))} from ${source_name}.`
      : `${source_name} answered, but no records came.`,
    ...(empty.length > 0
      ? [
          mode === 'incremental'
            ? `Nothing new in ${list(empty.map(({ name }) => name))}.`
            : `No records at all in ${list(empty.map(({ name }) => name))}: the source answered, but has none there for these credentials.`,
        ]
      : []),
  ]
  return [
    ...sayTool(
      'extract',
      { source: source_name, mode },
      {
        streams: streams.map(({ name, records, bytes, error }) => ({
          name,
          records,
          bytes,
          error: error?.code ?? null,
        })),
      },
    ),
    sayMessage(sentences.join(' ')),
    ...failed.map(({ name, error }) =>
      sayMessage(`Warning: ${name} of ${source_name} could not be read and is left out. ${error?.message}`),
    ),
  ]
}
