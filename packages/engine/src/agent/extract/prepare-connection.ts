import { isDeepStrictEqual } from 'node:util'
import type { ExtractorBody } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import type { OpenConnection, SourceNotice, SourceStream } from '../../source/index.ts'
import { insertExtractor } from '../../store/queries/insert-extractor.ts'
import { selectConnection } from '../../store/queries/select-connection.ts'
import { selectExtractor } from '../../store/queries/select-extractor.ts'
import { selectExtractors } from '../../store/queries/select-extractors.ts'
import { list, sayMessage, sayTool } from '../say.ts'
import type { StepContext, StepOutcome } from '../step.ts'
import { authorExtractor } from './author-extractor.ts'
import { describeChange, restartedStreams } from './describe-change.ts'
import { findDeletedField } from './find-deleted-field.ts'
import { isRefusal, requestCredentials } from './request-credentials.ts'

/** What a connection's reading follows, decided once for the whole run. */
export type Extractor = { extractor_id: string; streams: ExtractorStream[] }

export type ExtractorStream = SourceStream & {
  deleted_field: string[] | null
  /** What was read of it before is of no use: the program tells records apart, or their changes, by something else now. */
  restarts?: boolean
}

/** Connects; an outcome that asks for credentials when they are missing. */
export async function openOrAsk(context: StepContext, id: string): Promise<OpenConnection | StepOutcome> {
  try {
    return await context.openConnection(id, await authoredManifest(context, id))
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

/** What this run, or an earlier one with the same settings, has found out about how a source works. */
async function authoredManifest(
  { services: { store }, finished }: StepContext,
  id: string,
): Promise<{ manifest?: string }> {
  const earlier = finished.get(`extract/author/${id}`) as Extractor | undefined
  const connection = await selectConnection(store, id)
  const extractorId = earlier?.extractor_id ?? connection?.bound_extractor_id
  const extractor = extractorId ? await selectExtractor(store, extractorId) : null
  if (!connection || !extractor?.body.manifest) return {}
  const same = earlier !== undefined || isDeepStrictEqual(extractor.body.config, connection.config)
  return same ? { manifest: extractor.body.manifest } : {}
}

type AuthoredSource = { opened: OpenConnection; manifest: string | null; notices: readonly SourceNotice[] }

/**
 * A source that has to be understood before it can be read is looked at once, and then read by what was found. A later
 * run looks again whether that still holds; one that has begun goes by what it has begun with.
 */
export async function authorSource(context: StepContext, opened: OpenConnection): Promise<AuthoredSource> {
  const { author, connector, connection, source } = opened
  if (!author) return { opened, manifest: connector.manifest, notices: [] }
  const { manifest: known } = await authoredManifest(context, connection.id)
  const isBegun = context.finished.has(`extract/author/${connection.id}`)
  if (known !== undefined && isBegun) return { opened, manifest: known, notices: [] }
  context.progress(
    { phase: 'extract', done: 0, total: null, unit: 'records' },
    known === undefined
      ? `Finding out how ${connector.name} lists its records`
      : `Looking whether ${connector.name} still lists its records as it did`,
  )
  const { manifest, notices } = await author(context.signal)
  if (manifest === known) return { opened, manifest, notices }
  await source.close()
  return { opened: await context.openConnection(connection.id, { manifest }), manifest, notices }
}

/** Authors the extractor once for the run; a new version is kept only when something has changed since the last. */
export async function keepExtractor(
  context: StepContext,
  { source, connection, connector }: OpenConnection,
  { manifest, notices }: Pick<AuthoredSource, 'manifest' | 'notices'>,
) {
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
      manifest,
      config: connection.config,
      selected: connection.selected_streams,
    },
    streams,
    context.templates,
  )
  const versions = await selectExtractors(context.services.store, connection.id)
  const newest = versions.at(-1)
  const isNew = newest?.hash !== hash
  const version = isNew ? (newest?.version ?? 0) + 1 : newest.version
  // The cursors on file are those of the last extraction that ended well, by the program of that time.
  const last = versions.find(({ id }) => id === connection.synced_extractor_id)
  const restarted = new Set(last ? restartedStreams(last.body, body) : [])
  const extractor_id = isNew ? context.services.newId() : newest.id
  const named = new Set(body.streams.map(({ name }) => name))
  const result: Extractor = {
    extractor_id,
    streams: streams
      .filter(({ name }) => named.has(name))
      .map((stream) => ({
        ...stream,
        json_schema: {},
        deleted_field: findDeletedField(stream),
        ...(restarted.has(stream.name) ? { restarts: true } : {}),
      })),
  }
  await context.checkpoint(part, async (tx) => {
    if (isNew) {
      await insertExtractor(tx, {
        id: extractor_id,
        migrationId: context.run.migration_id,
        connectionId: connection.id,
        version,
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
        ...notices.map(({ message }) => sayMessage(message)),
        ...(isNew && newest ? [sayMessage(sayNewVersion(connector.name, version, newest.body, body))] : []),
        ...(restarted.size > 0 && context.run.input.stream_mode === 'incremental'
          ? [sayMessage(`${list([...restarted])} of ${connector.name} must be read whole again because of that.`)]
          : []),
        sayMessage(`From ${connector.name} I read ${reading}.${others}`),
      ],
    }
  })
  return result
}

function sayNewVersion(source: string, version: number, before: ExtractorBody, after: ExtractorBody): string {
  const changes = describeChange(before, after)
  return `How ${source} is read has changed (version ${version} of the extraction program)${changes.length > 0 ? `: ${changes.join('; ')}` : ''}.`
}
