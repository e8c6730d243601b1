import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proposeRepairs } from '../../packages/engine/src/profile/index.ts'
import { type OpenedTable, openTables } from '../support/open-tables.ts'
import { scorePredictions } from '../support/score-predictions.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'raha'
export const about =
  'tables with errors of many kinds: which cells are wrong and what should stand there, without labels'
export const floor = { 'raha-beers repair F1': 0.8, 'raha-hospital repair F1': 0.33 }
export const aim = { 'raha-beers repair F1': 0.85, 'raha-hospital repair F1': 0.5 }

const manifest = 'dev.cleaning.json'

type CleaningCase = { id: string; suite: string; dirty: string }
type Scores = Record<string, { 'strict[P,R,F1]': { detect: number[]; repair: number[] }; row_count_ok: boolean }>

export async function run(yardstickDir: string): Promise<Row[]> {
  const { paths_relative_to, cases } = JSON.parse(await readFile(join(yardstickDir, manifest), 'utf8')) as {
    paths_relative_to: string
    cases: CleaningCase[]
  }
  const own = cases.filter(({ suite }) => suite === name)
  const dataDir = join(yardstickDir, paths_relative_to)
  const outDir = await mkdtemp(join(tmpdir(), 'godwit-repaired-'))
  const { db, open, close } = await openTables(dataDir)
  try {
    for (const { id, dirty } of own) {
      const table = await open(join(dataDir, dirty))
      for (const { column, row, suggestion } of await proposeRepairs({ db, ...table })) {
        table.rows.get(row)![table.profile.columns.findIndex((each) => each.column === column)] = suggestion
      }
      await writeFile(join(outDir, `${id}.csv`), writeCsv(table))
    }
    const predictions = { path: outDir }
    const scores = (await scorePredictions({ yardstickDir, kind: 'cleaning', manifest, predictions })) as Scores
    return own.flatMap(({ id }) => {
      const { detect, repair } = scores[id]!['strict[P,R,F1]']
      const rows = rowsOf({ name, floor, aim }, { [`${id} repair F1`]: repair[2]!, [`${id} detection F1`]: detect[2]! })
      const note = `precision ${repair[0]!.toFixed(3)}, recall ${repair[1]!.toFixed(3)}`
      return rows.map((row, at) => (at === 0 ? { ...row, note } : row))
    })
  } finally {
    await close()
    await rm(outDir, { recursive: true, force: true })
  }
}

function writeCsv({ headers, rows }: OpenedTable): string {
  const line = (cells: readonly (string | null)[]) =>
    cells.map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(',')
  return [headers, ...rows.values()].map(line).join('\n')
}
