import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PollutedFile, polluteTable, pollutions } from '../../packages/engine/test/support/pollute-table.ts'
import { type ReadTable, readDelimited } from '../../packages/engine/test/support/read-delimited.ts'
import type { Row } from '../support/suite.ts'

export const name = 'polluted'
export const about = 'tables read back from files spoilt in a hundred ways; GODWIT_BENCH_FILES: how many of each (10)'
export const floor = { pollock: 9.6 }
export const aim = { pollock: 9.9 }

type Score = { success: number; header: number; record: number; cell: number; exact: number }

/** The measures of the Pollock survey: ten points for precision, recall and F1 of names, rows and cells, and for reading at all. */
export async function run(): Promise<Row[]> {
  const perPollution = Number(process.env['GODWIT_BENCH_FILES'] ?? 10)
  const dir = await mkdtemp(join(tmpdir(), 'godwit-polluted-'))
  try {
    const rows: Row[] = []
    const all: Score[] = []
    for (const pollution of pollutions) {
      const scores: Score[] = []
      for (let seed = 0; seed < perPollution; seed++) {
        const file = polluteTable(pollution, 10_007 * (seed + 1))
        const path = join(dir, 'file')
        await writeFile(path, file.bytes)
        scores.push(score(file, (await readDelimited(path)).tables))
      }
      all.push(...scores)
      rows.push({ suite: name, metric: pollution, value: points(mean(scores)), note: describe(mean(scores)) })
    }
    const total = mean(all)
    return [
      {
        suite: name,
        metric: 'pollock',
        value: points(total),
        floor: floor.pollock,
        aim: aim.pollock,
        note: `${describe(total)}; ${all.length} files`,
      },
      // What is right every time is told together.
      {
        suite: name,
        metric: 'pollutions exact in all files',
        value: rows.filter(({ value }) => value === 10).length / rows.length,
        note: `${rows.length} pollutions`,
      },
      ...rows.filter(({ value }) => value < 10).sort((a, b) => a.value - b.value),
    ]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** All tables of a file count as one: their names, rows and cells together. */
function score({ tables }: PollutedFile, read: readonly ReadTable[]): Score {
  const shown = (text: string | null) => text ?? ''
  const header = f1(
    tables.flatMap((table) => table.header.map((text) => text.trim())),
    read.flatMap((table) => table.header.map((text) => text.trim())),
  )
  const record = f1(
    tables.flatMap(({ rows }) => rows.map((cells) => cells.map(shown).join('\u241f'))),
    read.flatMap(({ rows }) => rows.map((cells) => cells.map(shown).join('\u241f'))),
  )
  const cell = f1(
    tables.flatMap(({ rows }) => rows.flatMap((cells) => cells.map(shown))),
    read.flatMap(({ rows }) => rows.flatMap((cells) => cells.map(shown))),
  )
  const exact = Number(header === 1 && record === 1 && cell === 1 && tables.length === read.length)
  return { success: 1, header, record, cell, exact }
}

function f1(wanted: readonly string[], found: readonly string[]): number {
  if (wanted.length === 0) return found.length === 0 ? 1 : 0
  const left = new Map<string, number>()
  for (const text of wanted) left.set(text, (left.get(text) ?? 0) + 1)
  let both = 0
  for (const text of found) {
    const count = left.get(text) ?? 0
    if (count === 0) continue
    left.set(text, count - 1)
    both++
  }
  return both === 0 ? 0 : (2 * both) / (wanted.length + found.length)
}

/** Ten points as the survey has them; precision and recall are near their F1, which stands for all three here. */
const points = ({ success, header, record, cell }: Score): number => success + 3 * (header + record + cell)

const mean = (scores: readonly Score[]): Score => {
  const of = (key: keyof Score) => scores.reduce((sum, one) => sum + one[key], 0) / Math.max(1, scores.length)
  return { success: of('success'), header: of('header'), record: of('record'), cell: of('cell'), exact: of('exact') }
}

const describe = ({ header, record, cell, exact }: Score): string =>
  `header ${header.toFixed(3)}, record ${record.toFixed(3)}, cell ${cell.toFixed(3)}, exact ${exact.toFixed(2)}`
