import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceWarning, StagedTable } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { type StagedFile, type StageProgress, stageFile } from '../../staging/index.ts'
import type { FoundTable } from '../../store/queries/file-row.ts'
import type { UploadedFile } from '../../store/queries/select-uploaded-files.ts'
import { updateFileStatus } from '../../store/queries/update-file-status.ts'
import { sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'

/** What became of one file: a part of the step, so that a later attempt need not read the file again. */
type FileResult = { tables: StagedTable[]; warnings: SourceWarning[] }

const partOf = (file: UploadedFile) => `file/${file.id}`

/**
 * Reads uploaded files into staging tables, one after another. `taken` are names that other tables have.
 *
 * An empty file beside others is reported and passed over. One that cannot be read fails the run, since going on without
 * it could lose rows unnoticed: a person decides, by uploading it anew or removing it.
 */
export async function stageFiles(
  context: StepContext,
  files: readonly UploadedFile[],
  { taken, alone }: { taken: ReadonlySet<string>; alone: boolean },
): Promise<StagedTable[]> {
  const done = new Map<string, FileResult>()
  for (const file of files) {
    const earlier = context.finished.get(`stage/${partOf(file)}`)
    if (earlier) done.set(file.id, earlier as FileResult)
  }
  for (const [position, file] of files.entries()) {
    if (done.has(file.id)) continue
    const names = new Set([...taken, ...[...done.values()].flatMap(({ tables }) => tables.map(({ name }) => name))])
    done.set(file.id, await stageOne(context, file, { position, files: files.length, names, alone }))
  }
  return files.flatMap((file) => done.get(file.id)?.tables ?? [])
}

async function stageOne(
  context: StepContext,
  file: UploadedFile,
  { position, files, names, alone }: { position: number; files: number; names: ReadonlySet<string>; alone: boolean },
): Promise<FileResult> {
  const { services, signal } = context
  const outDir = join(context.workDir, `stage-${file.id}`)
  await mkdir(outDir, { recursive: true })
  const title = `Reading ${file.name}${files > 1 ? ` (file ${position + 1} of ${files})` : ''}`
  const show = ({ phase, bytes, totalBytes }: StageProgress) =>
    context.progress(
      { phase: 'stage', done: bytes, total: totalBytes, unit: 'bytes' },
      `${title}: ${phase} ${size(bytes)} of ${size(totalBytes)}`,
    )
  show({ phase: 'scanning', bytes: 0, totalBytes: file.size_bytes })
  const staged = await readOne(context, file, { alone }, async () =>
    stageFile({
      db: await context.openDb(),
      path: await context.pathOf(file.storage_key),
      file: { id: file.id, name: file.name, content_type: file.content_type },
      outDir,
      tableNames: names,
      corrections: new Map(Object.entries(file.corrections).map(([n, correction]) => [Number(n), correction])),
      signal,
      onProgress: show,
    }),
  )
  const tables: StagedTable[] = []
  const found: FoundTable[] = []
  for (const { path, group = null, ...table } of staged.tables) {
    found.push(describeTable(table, group))
    tables.push({ ...table, storage_key: await context.keep('staged', path, `${tables.length + 1}.parquet`) })
  }
  const warnings = [...staged.warnings, ...tables.flatMap((table) => table.warnings)]
  const result: FileResult = { tables, warnings }
  await context.checkpoint(partOf(file), async (tx) => {
    await updateFileStatus(tx, file.id, { status: 'staged', warnings, tables: found })
    return {
      result,
      events: [
        ...sayTool(
          'stage_file',
          { file: file.name },
          {
            tables: tables.map(({ name, row_count, columns }) => ({ name, rows: row_count, columns: columns.length })),
          },
        ),
        ...warnings.map(({ message }) =>
          sayMessage(message.includes(file.name) ? message : `${file.name}: ${message}`),
        ),
      ],
    }
  })
  services.log.info({ runId: context.run.id, fileId: file.id, tables: tables.length }, 'file staged')
  return result
}

/** What people are shown of a table. */
const describeTable = (table: StagedTable, group: number | null): FoundTable => ({
  name: table.name,
  part: table.part,
  format: table.format,
  region: table.region ?? null,
  header_rows: table.header_rows ?? [],
  encoding: table.encoding,
  dialect: table.dialect && {
    delimiter: table.dialect.delimiter,
    quote: table.dialect.quote,
    escape: table.dialect.escape,
  },
  row_count: table.row_count,
  excluded: table.excluded.map(({ reason, rows }) => ({ reason, rows })),
  columns: table.columns.map(({ name }) => name),
  warnings: table.warnings,
  skipped: table.skipped ?? false,
  group,
})

/** Marks a file that cannot be read as such. An empty one beside others counts as one without tables. */
async function readOne(
  context: StepContext,
  file: UploadedFile,
  { alone }: { alone: boolean },
  read: () => Promise<StagedFile>,
): Promise<StagedFile> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof EngineError && unreadableCodes.includes(error.code))) throw error
    const warning = { code: error.code, message: error.message, rows: [], count: 0 }
    if (error.code === 'file_empty' && !alone) return { tables: [], warnings: [warning] }
    await updateFileStatus(context.services.store, file.id, {
      status: 'unreadable',
      warnings: [warning],
      tables: [],
    })
    throw error
  }
}

const unreadableCodes: readonly string[] = ['file_empty', 'file_unreadable', 'file_unsupported']

const size = (bytes: number) =>
  bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
