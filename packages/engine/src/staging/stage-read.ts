import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceWarning, StagedTable } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { type ReaderFormat, readInChild } from '../source/file/index.ts'
import { boundText, type NestBudget, oneLine } from './nest-budget.ts'
import { stageGrid } from './stage-grid.ts'
import { stageJson } from './stage-json.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'

/** Tables of one file and what concerns it as a whole, before the tables have names. */
export type StagedParts = { parts: TablePart[]; warnings: SourceWarning[] }

/** Formats that hold files; their tables tell the format of the file within. */
export const containers: ReadonlySet<ReaderFormat> = new Set(['email', 'gzip', 'tar', 'zip', 'zstd'])

/**
 * Stages a file of a format that has a reader of its own: the reader runs in a process of its own and leaves grids, records and files,
 * and each is staged by its kind. `stageInner` stages a file within, as long as `budget` lasts. What cannot be read of several parts is a
 * warning; it is an error where nothing can be.
 */
export async function stageRead(
  options: StageFileOptions,
  format: ReaderFormat,
  stageInner: (inner: StageFileOptions) => Promise<StagedParts>,
  budget: NestBudget,
): Promise<StagedParts> {
  const { path, file, outDir, signal, onProgress } = options
  const { size } = await stat(path)
  const readDir = join(outDir, 'read')
  await mkdir(readDir)
  const read = await readInChild({
    format,
    path,
    name: file.name,
    outDir: readDir,
    signal,
    onProgress: (bytes) => onProgress?.({ phase: 'scanning', bytes, totalBytes: size }),
  })
  const staged: StagedParts = { parts: [], warnings: [...read.warnings] }
  if (read.failure !== null) staged.warnings.push(unreadRest(read.failure))
  const failures: EngineError[] = []
  for (const [at, part] of read.parts.entries()) {
    const partDir = join(outDir, `part-${at + 1}`)
    await mkdir(partDir)
    const tablesBefore = (options.tablesBefore ?? 0) + staged.parts.length
    const within = { ...options, path: part.path, outDir: partDir, tablesBefore, onProgress: undefined }
    try {
      if (part.kind === 'unreadable') throw new EngineError('file_unreadable', `${part.why}.`)
      if (part.kind === 'file') budget.count((await stat(part.path)).size)
      const found =
        part.kind === 'grid'
          ? { parts: await stageGrid(within, part, format as StagedTable['format']), warnings: [] }
          : part.kind === 'records'
            ? { parts: await stageRecords(within, part, format as StagedTable['format']), warnings: [] }
            : await stageInner({ ...within, file: { ...file, name: part.part ?? file.name } })
      // What is only packed, or only written in another way, is the file itself.
      const isWhole = part.kind === 'file' && read.parts.length === 1
      const own = containers.has(format) ? {} : { format: format as StagedTable['format'] }
      staged.parts.push(
        ...found.parts.map((one) => ({ ...one, ...own, part: joinParts(isWhole ? null : part.part, one.part) })),
      )
      staged.warnings.push(...found.warnings)
    } catch (error) {
      if (!(error instanceof EngineError) || !isOfPart(error)) throw error
      failures.push(error)
      staged.warnings.push({
        code: 'part_unreadable',
        message: `${boundText(part.part ?? 'A part')} was not read: ${oneLine(error.message)}`,
        rows: [],
        count: 1,
      })
    }
  }
  if (staged.parts.length === 0 && failures.length > 0) throw failures[0]
  if (staged.parts.length === 0 && read.failure !== null)
    throw new EngineError('file_unreadable', `${file.name} could not be read: ${read.failure}.`)
  return staged
}

/** Errors that a part by itself may bring: what it is, or that it is too much to lay out as a table. */
const isOfPart = ({ code }: EngineError): boolean => code.startsWith('file_') || code === 'out_of_memory'

async function stageRecords(
  options: StageFileOptions,
  part: { path: string; warnings: SourceWarning[]; rows: number },
  format: StagedTable['format'],
): Promise<TablePart[]> {
  if (part.rows === 0) return []
  const { size } = await stat(part.path)
  const parts = await stageJson(options, size, { layout: 'lines', encoding: 'utf-8' })
  return parts.map((one, at) => ({ ...one, format, warnings: [...(at === 0 ? part.warnings : []), ...one.warnings] }))
}

const joinParts = (outer: string | null, inner: string | null): string | null =>
  outer === null ? inner : inner === null ? outer : `${outer}/${inner}`

const unreadRest = (why: string): SourceWarning => ({
  code: 'rest_unread',
  message: `What follows in the file was not read: ${why}.`,
  rows: [],
  count: 1,
})
