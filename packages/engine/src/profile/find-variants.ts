import type { ColumnProfile } from '@godwit/contract'
import { foldText } from './duplicates/similarity/fold-text.ts'

type Values = readonly { value: string; count: number }[]

const groupsAtMost = 20
const othersAtMost = 10
/** Longer values are texts: that two of them are alike says nothing about how something is called. */
const longest = 120

/** Values that are one but for case, blanks, accents and signs (`Acme Ltd.`, `ACME  LTD`): how one thing is spelled. */
export function findVariants(values: Values): ColumnProfile['variants'] {
  const spelled = values.filter(({ value }) => value.length <= longest && /\p{L}/u.test(value))
  const groups = Map.groupBy(spelled, ({ value }) => foldText(value).replaceAll(' ', ''))
  return [...groups]
    .filter(([folded, group]) => folded !== '' && group.length > 1)
    .map(([, group]) => ({ group, rows: group.reduce((sum, { count }) => sum + count, 0) }))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, groupsAtMost)
    .map(({ group: [usual, ...others] }) => ({ usual: usual!.value, others: others.slice(0, othersAtMost) }))
}
