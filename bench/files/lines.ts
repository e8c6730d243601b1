import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Cell,
  classifyRows,
  openDecoding,
  type RowClass,
  splitRecords,
} from '../../packages/engine/src/source/file/index.ts'
import { scorePredictions } from '../support/score-predictions.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'lines_troy'
export const about = 'header rows and line classes of 200 verbose tables'
export const floor = { all_header_rows_ok: 0.6 }
export const aim = { all_header_rows_ok: 0.93, line_macro_F1: 0.85 }

type Manifest = { cases: { id: string; suite: string; file: string }[] }

/** What the data set calls each class of rows. */
const labels: Record<RowClass, string> = {
  title: 'metadata',
  header: 'header',
  group: 'group',
  data: 'data',
  total: 'derived',
  comment: 'notes',
  blank: 'empty',
}

export async function run(yardstickDir: string): Promise<Row[]> {
  const manifest = JSON.parse(await readFile(join(yardstickDir, 'dev.structure.json'), 'utf8')) as Manifest
  const json: Record<string, unknown> = {}
  for (const { id, suite, file } of manifest.cases) {
    if (suite !== name) continue
    const text = openDecoding('utf-8-mixed').decode(await readFile(join(yardstickDir, 'data', file)), true).text
    const rows: Cell[][] = []
    splitRecords(text, 0, { dialect: { delimiter: ',', quote: '"', escape: '"' }, isLast: true }, (cells) => {
      rows.push(cells)
      return true
    })
    const classes = classifyRows(rows)
    const at = (wanted: RowClass) => classes.flatMap((found, row) => (found === wanted ? [row] : []))
    const body = classes.findIndex((found) => found === 'data' || found === 'total' || found === 'group')
    const header = at('header').filter((row) => body < 0 || row < body || true)
    json[id] = {
      header_rows: header,
      first_data_row: at('data')[0] ?? null,
      line_labels: classes.map((found) => labels[found]),
    }
  }
  const scores = await scorePredictions({
    yardstickDir,
    kind: 'lines',
    manifest: 'dev.structure.json',
    predictions: { json },
  })
  const { line_class_F1, ...scored } = (scores as Record<string, Record<string, unknown>>)[name] ?? {}
  const classes = Object.entries((line_class_F1 ?? {}) as Record<string, number>).map(
    ([key, value]) => [`F1 ${key}`, value] as const,
  )
  return rowsOf({ name, floor, aim }, { ...(scored as Record<string, number>), ...Object.fromEntries(classes) })
}
