import { sql } from '../../sql/quote.ts'
import { styleOf } from '../convert/convert-number.ts'
import type { Candidate } from '../match/candidate.ts'
import { nameUnits } from '../match/name-words.ts'
import { shapedRows } from '../shape/shaped-rows.ts'
import type { Probe } from '../shape/view.ts'
import type { Draft } from './draft.ts'

/** Parts of a sum by concept: what makes up what. The first one that most rows obey is taken. */
const sums: readonly { whole: readonly string[]; parts: readonly (readonly string[])[] }[] = [
  { whole: ['total', 'gross'], parts: [['subtotal', 'net'], ['shipping'], ['tax', 'tax rate']] },
  { whole: ['total', 'gross'], parts: [['subtotal', 'net'], ['shipping']] },
  {
    whole: ['total', 'gross'],
    parts: [
      ['subtotal', 'net'],
      ['tax', 'tax rate'],
    ],
  },
]

/** From this share of the rows on a sum is a rule, and the other rows deserve a look. */
const mostlyHolds = 0.9
const tolerance = 0.005

/**
 * Money columns that add up in nearly every row should add up in all: the others are pointed out and imported as they
 * are. Nothing is pointed out where no sum holds.
 */
export async function checkSums(draft: Draft, probe: Probe): Promise<void> {
  const relation = shapedRows(draft.view)
  if (relation === null) return
  for (const { whole, parts } of sums) {
    const total = columnOf(draft, whole)
    const summands = parts.map((concepts) => columnOf(draft, concepts))
    if (total === null || summands.some((summand) => summand === null)) continue
    const difference = (numberOf: (column: Found) => string) =>
      `abs(${numberOf(total)} - ${summands.map((summand) => numberOf(summand!)).join(' - ')}) > ${tolerance}`
    const [row] = await probe(
      sql(
        `SELECT count(broken) AS rows, count(*) FILTER (broken) AS broken FROM (SELECT ${difference(rawNumber)} AS broken FROM ${relation})`,
      ),
    )
    const [rows, broken] = [Number(row?.['rows'] ?? 0), Number(row?.['broken'] ?? 0)]
    if (rows < 10 || broken / rows > 1 - mostlyHolds) continue
    if (broken > 0) {
      const names = summands.map((summand) => summand!.name).join(' + ')
      draft.review.push({
        column: total.name,
        when: difference(({ name }) => `parse_number(${draft.columns.get(name)!.sql}, 'plain')`),
        message: `Is not ${names}, which it is in nearly all other rows; taken as it is`,
      })
    }
    return
  }
}

type Found = { name: string; candidate: Candidate }

function columnOf(draft: Draft, concepts: readonly string[]): Found | null {
  for (const [name, { assigned }] of draft.columns) {
    const target = draft.intents.get(name)!.target
    if (!assigned || assigned.candidate.ref !== draft.view.ref || (target !== 'decimal' && target !== 'integer'))
      continue
    if (nameUnits(name).some((unit) => unit.concepts.some((concept) => concepts.includes(concept))))
      return { name, candidate: assigned.candidate }
  }
  return null
}

const rawNumber = ({ candidate }: Found): string =>
  `parse_number(${candidate.sql}, '${styleOf(candidate.profile, false)}')`
