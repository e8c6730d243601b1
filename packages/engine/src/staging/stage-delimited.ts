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
} from '../source/file/index.ts'
import { pathWithoutPattern } from './path-without-pattern.ts'
import { planClean, stageClean } from './stage-clean.ts'
import { type Reading, stageDirty } from './stage-dirty.ts'
import { noRowsWarning, type StageFileOptions, type TablePart } from './staged-file.ts'

const headBytes = 256 * 1024

/** Stages CSV, TSV and their like: fast where the file is provably clean, forgiving where it is not. */
export async function stageDelimited(options: StageFileOptions, totalBytes: number): Promise<TablePart[]> {
  const begun = await sniffHead(options, totalBytes)
  if (begun.encoding === 'utf-8') {
    const plan = planClean(begun.text, begun.isWhole, begun.dialect)
    if (plan) {
      const path = await pathWithoutPattern(options.path, options.outDir)
      const part = await stageClean(options, { path, totalBytes }, begun.dialect, plan)
      if (part) return [part.rowCount === 0 ? { ...part, warnings: [noRowsWarning()] } : part]
    }
  }
  return stageDirty(options, await planReading(options, totalBytes, begun))
}

type Head = { bytes: Buffer; isWhole: boolean; encoding: TextEncoding; text: string; dialect: Dialect }

/** How the beginning of a file is to be read. */
export async function sniffHead(
  options: Pick<StageFileOptions, 'path' | 'signal' | 'onProgress'>,
  totalBytes: number,
): Promise<Head> {
  const bytes = await readHead(options.path, headBytes)
  const isWhole = bytes.length >= totalBytes
  const encoding = headEncoding(bytes, isWhole) ?? (await surveyEncoding(options, totalBytes))
  return readHeadAs(bytes, isWhole, encoding)
}

function readHeadAs(bytes: Buffer, isWhole: boolean, encoding: TextEncoding): Head {
  const { text } = openDecoding(encoding).decode(bytes, isWhole)
  return { bytes, isWhole, encoding, text, dialect: sniffDialect(text, isWhole) }
}

/** How all of a file is to be read. The head may be plain UTF-8, and something else follow further down. */
export async function planReading(
  options: Pick<StageFileOptions, 'path' | 'signal' | 'onProgress'>,
  totalBytes: number,
  begun: Head,
): Promise<Reading> {
  const { isWhole, encoding: first } = begun
  const encoding = first === 'utf-8' && !isWhole ? await surveyEncoding(options, totalBytes) : first
  const { text, dialect } = encoding === first ? begun : readHeadAs(begun.bytes, isWhole, encoding)
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
