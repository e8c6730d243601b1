import type { SourceWarning } from '@godwit/contract'
import {
  type Dialect,
  EncodingSurvey,
  hasWideEncoding,
  learnRowShape,
  openDecoding,
  readChunks,
  readHead,
  sniffDialect,
  type TextEncoding,
  tellsNothing,
} from '../source/file/index.ts'
import { movesFirstTable, textCorrection } from './correct-tables.ts'
import { pathWithoutPattern } from './path-without-pattern.ts'
import { planClean, stageClean } from './stage-clean.ts'
import { type Reading, stageDirty } from './stage-dirty.ts'
import { noRowsWarning, type StageFileOptions, type TablePart } from './staged-file.ts'

const headBytes = 256 * 1024

/** Stages CSV, TSV and their like: fast where the file is provably clean, forgiving where it is not. */
export async function stageDelimited(options: StageFileOptions, totalBytes: number): Promise<TablePart[]> {
  const parts = await stageText(options, totalBytes)
  const group = (options.tablesBefore ?? 0) + 1
  return parts.map((part) => ({ ...part, group }))
}

async function stageText(options: StageFileOptions, totalBytes: number): Promise<TablePart[]> {
  const begun = await sniffHead(options, totalBytes)
  if (begun.encoding === 'utf-8' && !movesFirstTable(options)) {
    const plan = planClean(begun.text, begun.isWhole, begun.dialect)
    if (plan) {
      const path = await pathWithoutPattern(options.path, options.outDir)
      const part = await stageClean(options, { path, totalBytes }, begun.dialect, plan)
      if (part) return [part.rowCount === 0 ? { ...part, warnings: [noRowsWarning()] } : part]
    }
  }
  const parts = await stageDirty(options, await planReading(options, totalBytes, begun))
  const { encoding } = textCorrection(options)
  if (encoding === undefined || (await fitsEncoding(options, begun.encoding))) return parts
  return parts.map((part, at) => (at === 0 ? { ...part, warnings: [unfit(encoding), ...part.warnings] } : part))
}

type Head = { bytes: Buffer; isWhole: boolean; encoding: TextEncoding; text: string; dialect: Dialect }

type TextOptions = Pick<StageFileOptions, 'path' | 'signal' | 'onProgress' | 'corrections' | 'tablesBefore'>

/** Whether every byte stands for a character of the encoding that a person has set; some decodings tell of it themselves. */
async function fitsEncoding({ path, signal }: StageFileOptions, encoding: TextEncoding): Promise<boolean> {
  if (!tellsNothing(encoding)) return true
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of readChunks(path, { signal })) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

const unfit = (encoding: string): SourceWarning => ({
  code: 'encoding_unfitting',
  message: `The file holds bytes that do not exist in ${encoding}, which a person has set; they show as \ufffd. Set another encoding, or take the setting back.`,
  rows: [],
  count: 0,
})

/** How the beginning of a file is to be read. */
export async function sniffHead(options: TextOptions, totalBytes: number): Promise<Head> {
  const bytes = await readHead(options.path, headBytes)
  const isWhole = bytes.length >= totalBytes
  const { encoding: set, delimiter } = textCorrection(options)
  const encoding =
    set === undefined
      ? (headEncoding(bytes, isWhole) ?? (await surveyEncoding(options, totalBytes)))
      : set === 'utf-8'
        ? // Bytes that are not so are kept, and told.
          (await surveyEncoding(options, totalBytes)) === 'utf-8'
          ? 'utf-8'
          : 'utf-8-mixed'
        : (set as TextEncoding)
  return readHeadAs(bytes, { isWhole, encoding, delimiter })
}

type HeadReading = { isWhole: boolean; encoding: TextEncoding; delimiter: string | undefined }

function readHeadAs(bytes: Buffer, { isWhole, encoding, delimiter }: HeadReading): Head {
  const { text } = openDecoding(encoding).decode(bytes, isWhole)
  return { bytes, isWhole, encoding, text, dialect: sniffDialect(text, isWhole, delimiter) }
}

/** How all of a file is to be read. The head may be plain UTF-8, and something else follow further down. */
export async function planReading(options: TextOptions, totalBytes: number, begun: Head): Promise<Reading> {
  const { isWhole, encoding: first } = begun
  const set = textCorrection(options)
  const isOpen = first === 'utf-8' && !isWhole && set.encoding === undefined
  const encoding = isOpen ? await surveyEncoding(options, totalBytes) : first
  const { text, dialect } =
    encoding === first ? begun : readHeadAs(begun.bytes, { isWhole, encoding, delimiter: set.delimiter })
  return { path: options.path, totalBytes, encoding, dialect, shape: learnRowShape(text, dialect) }
}

/** The encoding that the first bytes leave no doubt about; null when every byte has to be looked at. */
function headEncoding(head: Buffer, isWhole: boolean): TextEncoding | null {
  const wide = hasWideEncoding(head)
  if (wide) return wide
  const survey = new EncodingSurvey()
  survey.add(head)
  const encoding = survey.finish()
  if (encoding === 'utf-8' || isWhole) return encoding
  return null
}

async function surveyEncoding(
  options: Pick<StageFileOptions, 'path' | 'signal' | 'onProgress'>,
  totalBytes: number,
): Promise<TextEncoding> {
  const survey = new EncodingSurvey()
  let bytes = 0
  for await (const chunk of readChunks(options.path, { signal: options.signal })) {
    survey.add(chunk)
    bytes += chunk.length
    options.onProgress?.({ phase: 'scanning', bytes, totalBytes })
  }
  return survey.finish()
}
