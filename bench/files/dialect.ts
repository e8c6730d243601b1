import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDecoding, sniffDialect } from '../../packages/engine/src/source/file/index.ts'
import { scorePredictions } from '../support/score-predictions.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'dialect_w3c'
export const about = 'delimiter and quote of 219 real files'
export const floor = { success_on_all: 0.973 }
export const aim = { success_on_all: 0.985 }

/** As much of a file as staging looks at for its dialect. */
const headBytes = 256 * 1024

type Manifest = { cases: { id: string; suite: string; file: string }[] }

export async function run(yardstickDir: string): Promise<Row[]> {
  const manifest = JSON.parse(await readFile(join(yardstickDir, 'dev.structure.json'), 'utf8')) as Manifest
  const predictions: Record<string, { delimiter: string; quotechar: string }> = {}
  for (const { id, suite, file } of manifest.cases) {
    if (suite !== name) continue
    const bytes = await readFile(join(yardstickDir, 'data', file))
    const text = openDecoding('utf-8-mixed').decode(bytes.subarray(0, headBytes), true).text
    const { delimiter, quote } = sniffDialect(text, bytes.length <= headBytes)
    predictions[id] = { delimiter, quotechar: quote }
  }
  const scores = await scorePredictions({
    yardstickDir,
    kind: 'dialect',
    manifest: 'dev.structure.json',
    predictions: { json: predictions },
  })
  return rowsOf({ name, floor, aim }, (scores as Record<string, Record<string, number>>)[name] ?? {})
}
