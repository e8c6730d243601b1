/** How a column is compared. Of several values any may hold, for a negated comparison none. */
export type Operator = 'is' | 'contains' | 'starts' | 'ends' | 'empty' | '<' | '<=' | '>' | '>=' | 'between' | 'valid'

/** One comparison as it was said; names and values are without quotes. */
export type Comparison = {
  kind: 'comparison'
  /** As said, with quotes: names are looked up later. */
  column: string
  operator: Operator
  negated: boolean
  values: string[]
}
export type Condition = Comparison | { kind: 'and' | 'or'; parts: Condition[] } | { kind: 'not'; part: Condition }

/** Every comparison of a condition, from left to right. */
export function comparisonsOf(condition: Condition): Comparison[] {
  if (condition.kind === 'comparison') return [condition]
  return (condition.kind === 'not' ? [condition.part] : condition.parts).flatMap(comparisonsOf)
}
