import { EngineError } from '../../errors.ts'
import type { OpenConnection, SourceStream, StreamState } from '../../source/index.ts'
import { insertExtractionBatches } from '../../store/queries/insert-extraction-batches.ts'
import { insertExtractor } from '../../store/queries/insert-extractor.ts'
import { selectConnection } from '../../store/queries/select-connection.ts'
import { selectConnections } from '../../store/queries/select-connections.ts'
import type { ExtractionProgress } from '../../store/queries/select-extraction-progress.ts'
import { selectExtractors } from '../../store/queries/select-extractors.ts'
import { authorExtractor } from '../extract/author-extractor.ts'
import type { ExtractedConnection, ExtractedStream, ExtractResult } from '../extract/extract-result.ts'
import { findDeletedField } from '../extract/find-deleted-field.ts'
import { readConnection } from '../extract/read-connection.ts'
import { requestCredentials } from '../extract/request-credentials.ts'
import { count, list, sayDone, sayMessage, sayTool } from '../say.ts'
import type { Step, StepContext, StepOutcome } from '../step.ts'

/** How often a run is begun again for a source that may come back, before what could be read has to do. */
const patientAttempts = 5

/** Which connections the run reads: those that the migration had when it began. */
type Chosen = { connections: string[] }
/** What a connection's reading follows, decided once for the whole run. */
type Extractor = { extractor_id: string; streams: (SourceStream & { deleted_field: string[] | null })[] }

/**
 * Reads every source connection of the migration into storage, one after another: authors the extractor, reads, and
 * says what came. Missing or refused credentials are asked for; what has been read until then stays.
 */
export const extractStreams: Step = async (context) => {
  const { connections } = await chooseConnections(context)
  // All are opened before the first is read: a person who has to give credentials is asked at once.
  const opened: OpenConnection[] = []
  try {
    for (const id of connections) {
      if (context.finished.has(`extract/read/${id}`)) continue
      const one = await openOrAsk(context, id)
      if (!('source' in one)) return one
      opened.push(one)
    }
    const extractors = new Map<string, Extractor>()
    for (const one of opened) {
      try {
        extractors.set(one.connection.id, await keepExtractor(context, one))
      } catch (error) {
        if (isRefusal(error)) return requestCredentials(context, { ...one, error })
        throw error
      }
    }
    for (const one of opened) {
      const refused = await extract(context, one, extractors.get(one.connection.id)!)
      if (refused) return refused
    }
  } finally {
    for (const { source } of opened) await source.close()
  }
  const extracted = connections.map((id) => context.finished.get(`extract/read/${id}`) as ExtractedConnection)
  const records = extracted.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream.records, 0)
  const result: ExtractResult = { connections: extracted }
  return {
    result,
    events: [
      sayDone(
        'extract',
        `Read ${count(records, 'record')} from ${list(extracted.map(({ source_name }) => source_name))}.`,
      ),
    ],
  }
}

const isRefusal = (error: unknown): error is EngineError =>
  error instanceof EngineError && (error.code === 'credentials_refused' || error.code === 'credentials_missing')

async function chooseConnections(context: StepContext): Promise<Chosen> {
  const earlier = context.finished.get('extract/connections')
  if (earlier) return earlier as Chosen
  const rows = await selectConnections(context.services.store, context.run.migration_id)
  if (rows.length === 0) {
    throw new EngineError(
      'no_source_connection',
      'The source connection of this run has been removed. Attach one, or upload files, then start a new run.',
    )
  }
  const result: Chosen = { connections: rows.map(({ id }) => id).toSorted() }
  await context.checkpoint('connections', { result })
  return result
}

async function openOrAsk(context: StepContext, id: string): Promise<OpenConnection | StepOutcome> {
  try {
    return await context.openConnection(id)
  } catch (error) {
    if (error instanceof EngineError && error.code === 'connection_not_found') {
      throw new EngineError(
        'connection_not_found',
        'A source connection that this run reads has been removed, so the run cannot go on. Attach it again, or upload files, then start a new run.',
      )
    }
    if (!isRefusal(error)) throw error
    const connection = await selectConnection(context.services.store, id)
    const connector = connection && context.services.connectors.find(connection.source_key)
    if (!connection || !connector) throw error
    return requestCredentials(context, { connection, connector, error })
  }
}

/** Authors the extractor once for the run; a new version is kept only when something has changed since the last. */
async function keepExtractor(context: StepContext, { source, connection, connector }: OpenConnection) {
  const part = `author/${connection.id}`
  const earlier = context.finished.get(`extract/${part}`)
  if (earlier) return earlier as Extractor
  context.progress(
    { phase: 'extract', done: 0, total: null, unit: 'records' },
    `Looking at what ${connector.name} offers`,
  )
  const streams = await source.discover(context.signal)
  const { body, hash, leftOut } = authorExtractor(
    {
      sourceKey: connector.key,
      manifest: connector.manifest,
      config: connection.config,
      selected: connection.selected_streams,
    },
    streams,
    context.templates,
  )
  const newest = (await selectExtractors(context.services.store, connection.id)).at(-1)
  const isNew = newest?.hash !== hash
  const extractor_id = isNew ? context.services.newId() : newest.id
  const named = new Set(body.streams.map(({ name }) => name))
  const result: Extractor = {
    extractor_id,
    streams: streams
      .filter(({ name }) => named.has(name))
      .map((stream) => ({ ...stream, json_schema: {}, deleted_field: findDeletedField(stream) })),
  }
  await context.checkpoint(part, async (tx) => {
    if (isNew) {
      await insertExtractor(tx, {
        id: extractor_id,
        migrationId: context.run.migration_id,
        connectionId: connection.id,
        version: (newest?.version ?? 0) + 1,
        parentId: newest?.id ?? null,
        runId: context.run.id,
        hash,
        body,
      })
    }
    const others =
      leftOut.length > 0
        ? ` Left out, because nothing of the templates is like them: ${list(leftOut.slice(0, 20))}${leftOut.length > 20 ? ` and ${leftOut.length - 20} more` : ''}. Name them in selected_streams to read them too.`
        : ''
    const reading = list(body.streams.map(({ name, why }) => (why && why !== 'selected' ? `${name} (${why})` : name)))
    return {
      result,
      events: [
        ...sayTool(
          'author_extractor',
          { source: connector.key, selected: connection.selected_streams },
          { extractor_id, streams: body.streams.length, left_out: leftOut.length, changed: isNew },
        ),
        sayMessage(`From ${connector.name} I read ${reading}.${others}`),
      ],
    }
  })
  return result
}

/** Reads one connection and records what came; an outcome when its credentials were refused. */
async function extract(
  context: StepContext,
  { source, connection, connector, scrubber }: OpenConnection,
  { extractor_id, streams }: Extractor,
): Promise<StepOutcome | null> {
  const mode = context.run.input.stream_mode ?? 'full'
  const { progress, failures } = await readConnection(context, {
    connectionId: connection.id,
    sourceName: connector.name,
    source,
    streams: streams.map(({ name }) => name),
    mode,
    initial: mode === 'incremental' ? initialState(connection.stream_state) : {},
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
      supports_incremental,
      deleted_field,
      records: read?.records ?? 0,
      bytes: read?.bytes ?? 0,
      objects: read?.objects ?? 0,
      cursor: (read?.state as StreamState | undefined)?.cursor ?? null,
      error: failure ? { code: failure.code, message: scrubber.scrub(failure.message) } : null,
    }
  }
}

/** A connection keeps the bare cursor of each stream. */
const initialState = (state: Readonly<Record<string, Record<string, unknown>>>): Record<string, StreamState> =>
  Object.fromEntries(Object.entries(state).map(([stream, cursor]) => [stream, { cursor }]))

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
