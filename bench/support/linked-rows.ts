import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findNearDuplicates, linkRecords } from '../../packages/engine/src/profile/index.ts'
import { type OpenedTable, openTables, type Tables } from './open-tables.ts'
import { scorePredictions } from './score-predictions.ts'
import { type Row, rowsOf, type Suite } from './suite.ts'

const manifest = 'dev.entity.json'

type EntityCase = { id: string; suite: string; task: 'dedupe' | 'link'; table?: string; left?: string; right?: string }

/** The figures of one suite of the entity manifest: the id of a record is its first column. */
export async function linkedRows(suite: Pick<Suite, 'name' | 'floor' | 'aim'>, yardstickDir: string): Promise<Row[]> {
  const { paths_relative_to, cases } = JSON.parse(await readFile(join(yardstickDir, manifest), 'utf8')) as {
    paths_relative_to: string
    cases: EntityCase[]
  }
  const dataDir = join(yardstickDir, paths_relative_to)
  const tables = await openTables(dataDir)
  const own = cases.filter((each) => each.suite === suite.name)
  const json: Record<string, string[][]> = {}
  try {
    for (const each of own) {
      json[each.id] = each.task === 'dedupe' ? await dedupe(tables, dataDir, each) : await link(tables, dataDir, each)
    }
  } finally {
    await tables.close()
  }
  const scores = (await scorePredictions({ yardstickDir, kind: 'entity', manifest, predictions: { json } })) as Record<
    string,
    { P: number; R: number; F1: number; gold_pairs: number }
  >
  return own.flatMap(({ id }) => {
    const { P, R, F1, gold_pairs } = scores[id]!
    const [row] = rowsOf(suite, { [`${id} F1`]: F1 })
    return [{ ...row!, note: `precision ${P.toFixed(3)}, recall ${R.toFixed(3)} of ${gold_pairs} pairs` }]
  })
}

const idOf = (table: OpenedTable, row: number): string => table.rows.get(row)?.[0] ?? ''

async function dedupe({ db, open }: Tables, dataDir: string, { table }: EntityCase): Promise<string[][]> {
  const opened = await open(join(dataDir, table!))
  const { clusters } = await findNearDuplicates(db, { ...opened, columns: opened.profile.columns })
  return clusters.map((cluster) => cluster.map((row) => idOf(opened, row)))
}

async function link({ db, open }: Tables, dataDir: string, each: EntityCase): Promise<string[][]> {
  const [left, right] = [await open(join(dataDir, each.left!)), await open(join(dataDir, each.right!))]
  const found = await linkRecords(
    db,
    { ...left, columns: left.profile.columns },
    { ...right, columns: right.profile.columns },
  )
  return found.map(({ rows: [a, b] }) => [idOf(left, a), idOf(right, b)])
}
