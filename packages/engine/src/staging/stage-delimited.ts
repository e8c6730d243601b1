import {
  type Dialect,
  EncodingSurvey,
  hasWideEncoding,
  openDecoding,
  readChunks,
  readHead,
  sniffDialect,
  splitRecords,
  type TextEncoding,
  TooManyColumns,
} from '../source/file/index.ts'
import { pathWithoutPattern } from './path-without-pattern.ts'
import { planClean, stageClean } from './stage-clean.ts'
import { stageDirty } from './stage-dirty.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'
import { noRowsWarning } from './table-writer.ts'

const headBytes = 256 * 1024

/** Stages CSV, TSV and their like: fast where the file is provably clean, forgiving where it is not. */
export async function stageDelimited(options: StageFileOptions, totalBytes: number): Promise<TablePart[]> {
  const head = await readHead(options.path, headBytes)
  const isWhole = head.length >= totalBytes
  let encoding = headEncoding(head, isWhole)
  encoding ??= await surveyEncoding(options, totalBytes)
  let text = openDecoding(encoding).decode(head, isWhole).text
  let dialect = sniffDialect(text, isWhole)

  if (encoding === 'utf-8') {
    const plan = planClean(text, isWhole, dialect)
    if (plan) {
      const path = await pathWithoutPattern(options.path, options.outDir)
      const part = await stageClean(options, { path, totalBytes }, dialect, plan)
      if (part) return [part.rowCount === 0 ? { ...part, warnings: [noRowsWarning()] } : part]
    }
    // The head was plain UTF-8; further down it may be something else.
    encoding = isWhole ? encoding : await surveyEncoding(options, totalBytes)
    if (encoding !== 'utf-8') {
      text = openDecoding(encoding).decode(head, isWhole).text
      dialect = sniffDialect(text, isWhole)
    }
  }
  const expectedCells = usualCells(text, dialect)
  return stageDirty(options, { path: options.path, totalBytes, encoding, dialect, expectedCells })
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

async function surveyEncoding(options: StageFileOptions, totalBytes: number): Promise<TextEncoding> {
  const survey = new EncodingSurvey()
  let bytes = 0
  for await (const chunk of readChunks(options.path, { signal: options.signal })) {
    survey.add(chunk)
    bytes += chunk.length
    options.onProgress?.({ phase: 'scanning', bytes, totalBytes })
  }
  return survey.finish()
}

/** How many cells most records of the beginning have. */
function usualCells(text: string, dialect: Dialect): number | undefined {
  const counts = new Map<number, number>()
  try {
    splitRecords(text, 0, { dialect, isLast: true }, (cells) => {
      counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
      return true
    })
  } catch (error) {
    if (!(error instanceof TooManyColumns)) throw error
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}
