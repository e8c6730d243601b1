import type { ColumnProfile } from '@godwit/contract'
import { foldCode, foldText } from './similarity/fold-text.ts'

/** Columns of two tables that hold the same. */
export type SharedColumn = { left: string; right: string }

/** This share of the words of the shorter list must stand in the other one for columns of different names. */
const leastOverlap = 0.2
const valuesRead = 500

/**
 * Which columns of two tables hold the same: those of one name, and of the others those whose values share the most
 * words, each column once. Kinds must agree: dates are not compared to names.
 */
export function alignColumns(left: readonly ColumnProfile[], right: readonly ColumnProfile[]): SharedColumn[] {
  const words = new Map([...left, ...right].map((column) => [column, wordsOf(column)]))
  const pairs = left.flatMap((a) =>
    right.flatMap((b) => {
      if (groupOf(a) !== groupOf(b)) return []
      const named = foldCode(a.column) === foldCode(b.column)
      const score = named ? 2 : overlap(words.get(a)!, words.get(b)!)
      return score >= leastOverlap ? [{ a, b, score }] : []
    }),
  )
  const taken = new Set<ColumnProfile>()
  const shared: SharedColumn[] = []
  for (const { a, b } of pairs.sort((x, y) => y.score - x.score)) {
    if (taken.has(a) || taken.has(b)) continue
    taken.add(a).add(b)
    shared.push({ left: a.column, right: b.column })
  }
  return shared
}

const groups: Partial<Record<ColumnProfile['kind'], string>> = {
  date: 'date',
  timestamp: 'date',
  epoch: 'date',
  decimal: 'number',
  money: 'number',
  percentage: 'number',
  integer: 'number',
}
const groupOf = ({ kind }: ColumnProfile): string => groups[kind] ?? 'text'

function wordsOf({ top_values }: ColumnProfile): Set<string> {
  return new Set(
    top_values.slice(0, valuesRead).flatMap(({ value }) =>
      foldText(value)
        .split(' ')
        .filter((word) => word.length > 1),
    ),
  )
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  if (few.size < 3) return 0
  let common = 0
  for (const word of few) if (many.has(word)) common++
  return common / few.size
}
