import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { StagedTable } from '@godwit/contract'
import { type StagedStream, stageStream } from '../../staging/index.ts'
import { selectExtractedObjects } from '../../store/queries/select-extracted-objects.ts'
import { selectSnapshotTables } from '../../store/queries/select-snapshot-tables.ts'
import { type ExtractedConnection, type ExtractedStream, extractedConnections } from '../extract/extract-result.ts'
import { count, sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'

/** What became of one stream; null where it has no rows. A part of the step: a later attempt need not do it again. */
type StreamResult = { table: StagedTable | null }

/**
 * Turns what the run has extracted into staging tables, a stream each. In incremental mode a stream's records are merged
 * into its table of the last extraction that ended well; one without news, or that could not be read, stands as it was.
 */
export async function stageStreams(context: StepContext): Promise<StagedTable[]> {
  const tables: StagedTable[] = []
  for (const connection of extractedConnections(context.finished)) {
    const earlier =
      connection.mode === 'incremental'
        ? await selectSnapshotTables(context.services.store, context.run.migration_id, connection.connection_id)
        : []
    for (const stream of connection.streams) {
      const part = `stream/${connection.connection_id}/${stream.name}`
      const done = context.finished.get(`stage/${part}`) as StreamResult | undefined
      const previous = earlier.find(({ source }) => source.kind === 'stream' && source.stream === stream.name) ?? null
      const result = done ?? (await stageOne(context, { connection, stream, previous, part, tables }))
      if (result.table) tables.push(result.table)
    }
  }
  return tables
}

type Staging = {
  connection: ExtractedConnection
  stream: ExtractedStream
  previous: StagedTable | null
  part: string
  /** Those staged before. */
  tables: readonly StagedTable[]
}

async function stageOne(context: StepContext, { connection, stream, previous, part, tables }: Staging) {
  // What was read whole anew replaces what was there; what could not be read, or has no news, leaves it.
  const base = stream.merges ? previous : null
  const isKept = stream.error !== null ? previous : stream.records === 0 ? base : null
  const staged =
    stream.error === null && stream.records > 0
      ? await stageRecords(context, { connection, stream, base, tables })
      : null
  const table: StagedTable | null = staged
    ? { ...withoutPath(staged), storage_key: await context.keep('staged', staged.table.path, 'stream.parquet') }
    : isKept
  const result: StreamResult = { table }
  await context.checkpoint(part, {
    result,
    events: [
      ...sayTool(
        'stage_stream',
        { source: connection.source_name, stream: stream.name },
        { rows: table?.row_count ?? 0, columns: table?.columns.length ?? 0, records: stream.records },
      ),
      ...say(stream, staged, table, base !== null).map(sayMessage),
    ],
  })
  return result
}

const withoutPath = ({ table: { path: _path, ...table } }: StagedStream): StagedTable => table

type Records = Pick<Staging, 'connection' | 'stream' | 'tables'> & { base: StagedTable | null }

async function stageRecords(
  context: StepContext,
  { connection, stream, base, tables }: Records,
): Promise<StagedStream> {
  const { services, run, signal } = context
  const outDir = join(context.workDir, 'stage-stream')
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  const path = join(outDir, 'records.ndjson')
  const title = `Taking in ${stream.name} of ${connection.source_name}`
  const show = (done: number) =>
    context.progress(
      { phase: 'stage', done, total: stream.bytes, unit: 'bytes' },
      `${title}: ${count(stream.records, 'record')}`,
    )
  show(0)
  const objects = await selectExtractedObjects(services.store, {
    runId: run.id,
    connectionId: connection.connection_id,
    stream: stream.name,
  })
  for (const key of objects) {
    await pipeline(await services.storage.read(key), createWriteStream(path, { flags: 'a' }), { signal })
  }
  const staged = await stageStream({
    db: await context.openDb(),
    path,
    stream: {
      connectionId: connection.connection_id,
      name: stream.name,
      sourceName: connection.source_name,
      primaryKey: stream.primary_key,
      deletedField: stream.deleted_field,
    },
    previous: base && { path: await context.pathOf(base.storage_key), columns: base.columns },
    outDir,
    tableNames: new Set(tables.map(({ name }) => name)),
    signal,
    onProgress: ({ bytes }) => show(bytes),
  })
  await rm(path, { force: true })
  if (!staged) throw new Error(`the records of ${stream.name} are gone`)
  const { row_count, excluded } = staged.table
  const counted = row_count + excluded.reduce((sum, { rows }) => sum + rows, 0)
  if (!base && counted !== stream.records) {
    throw new Error(`staging counts ${counted} of ${stream.records} records of ${stream.name}`)
  }
  return staged
}

/** What a person should know about how the records became rows. */
function say(
  stream: ExtractedStream,
  staged: StagedStream | null,
  table: StagedTable | null,
  merged: boolean,
): string[] {
  if (stream.error) {
    return table ? [`${stream.name} stands as it was read the last time: ${count(table.row_count, 'row')}.`] : []
  }
  if (!staged) return table ? [`Nothing new in ${stream.name}: ${count(table.row_count, 'row')} as before.`] : []
  const { replaced, removed, added } = staged
  const news = merged
    ? [
        `${stream.name}: ${count(stream.records, 'changed record')} merged into what was there: ${added.toLocaleString('en-US')} new, ${replaced.toLocaleString('en-US')} replaced, ${removed.toLocaleString('en-US')} removed.`,
      ]
    : []
  const aside = staged.table.excluded.map(({ reason, rows }) =>
    reason === 'superseded'
      ? `${stream.name}: ${count(rows, 'record')} came again later in the same reading; the last version counts.`
      : reason === 'deleted'
        ? `${stream.name}: ${count(rows, 'record')} left out, because the source says they are deleted.`
        : null,
  )
  const warnings = staged.table.warnings.map(({ message }) => `${stream.name}: ${message}`)
  return [...news, ...aside.filter((text) => text !== null), ...warnings]
}
