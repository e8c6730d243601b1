import type { StagedTable } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { selectUploadedFiles } from '../../store/queries/select-uploaded-files.ts'
import { extractedConnections } from '../extract/extract-result.ts'
import { count, list, sayDone, sayMessage } from '../say.ts'
import { stageFiles } from '../stage/stage-files.ts'
import { stageStreams } from '../stage/stage-streams.ts'
import type { StageResult, Step } from '../step.ts'

/** Turns extracted streams and uploaded files into staging tables: from here on it does not matter where data came from. */
export const stageSources: Step = async (context) => {
  const files = await selectUploadedFiles(context.services.store, context.run.migration_id)
  const connections = extractedConnections(context.finished)
  if (files.length === 0 && connections.length === 0) {
    throw new EngineError('nothing_to_migrate', 'There is no file to read any more. Upload one, then start a new run.')
  }
  const streams = await stageStreams(context)
  const taken = new Set(streams.map(({ name }) => name))
  const alone = files.length === 1 && streams.length === 0
  const tables = [...streams, ...(await stageFiles(context, files, { taken, alone }))]
  if (tables.length === 0) {
    throw new EngineError(
      'no_tables',
      files.length > 0
        ? `No table was found in ${list(files.map(({ name }) => name))}. Upload a file with a header line and rows below it, then start a new run.`
        : `${list(connections.map(({ source_name }) => source_name))} answered, but there are no records in ${list(connections.flatMap((it) => it.streams.map(({ name }) => name)))}. Check that these credentials may see the data and that the right streams are selected, then start a new run.`,
    )
  }
  if (tables.every(({ skipped }) => skipped)) {
    throw new EngineError(
      'no_tables',
      `Every table of ${list(files.map(({ name }) => name))} is set to be left out. Take that back for one of them with PATCH …/files/{file_id}/tables/{n} and {"skip": null}, then start a new run.`,
    )
  }
  const result: StageResult = { tables }
  return { result, events: [sayDone('stage', describe(tables)), sayMessage(describe(tables))] }
}

function describe(tables: readonly StagedTable[]): string {
  const rows = tables.reduce((sum, table) => sum + table.row_count, 0)
  const named = tables
    .slice(0, 10)
    .map((table) => `${table.name} (${count(table.row_count, 'row')}, ${count(table.columns.length, 'column')})`)
  const more = tables.length > named.length ? ` and ${tables.length - named.length} more` : ''
  return `Read ${count(rows, 'row')} in ${count(tables.length, 'table')}: ${named.join(', ')}${more}.`
}
