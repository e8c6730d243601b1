import type { Suspect } from '@godwit/contract'
import { foldText } from '../duplicates/similarity/fold-text.ts'
import { proposeRepairs, type RepairInput } from './propose-repairs.ts'
import type { Repair } from './repair.ts'

const suspectsAtMost = 200
const rowsShown = 20
const leastConfidence = 0.8

/** Kinds whose values are measured or counted: that two rows share one and differ in another is no contradiction. */
const measures = ['decimal', 'money', 'percentage', 'date', 'timestamp', 'epoch', 'time', 'boolean']

/**
 * Values that are probably slips, for people to look at. What every import tidies anyway is left out: case, blanks,
 * signs, words for nothing, units.
 */
export async function findSuspects(input: RepairInput): Promise<Suspect[]> {
  const kinds = new Map(input.profile.columns.map(({ column, kind }) => [column, kind]))
  const doubtful = (await proposeRepairs({ ...input, slipsOnly: true })).filter(
    ({ rule, confidence, column, value, suggestion }) =>
      (rule === 'typo' || rule === 'dependency') &&
      confidence >= leastConfidence &&
      !measures.includes(kinds.get(column)!) &&
      value !== '' &&
      foldText(value) !== foldText(suggestion),
  )
  const groups = Map.groupBy(doubtful, ({ column, value, suggestion }) => JSON.stringify([column, value, suggestion]))
  return [...groups.values()]
    .map((repairs): Suspect => {
      const [{ column, value, suggestion, evidence, confidence }] = repairs as [Repair, ...Repair[]]
      const rows = repairs.map(({ row }) => row)
      return { column, value, suggestion, rows: rows.slice(0, rowsShown), row_count: rows.length, evidence, confidence }
    })
    .sort((a, b) => b.row_count - a.row_count || a.rows[0]! - b.rows[0]!)
    .slice(0, suspectsAtMost)
}
