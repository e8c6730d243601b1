import { sql as asSql, type Sql, text, textList } from '../../sql/quote.ts'
import type { Comparison, Condition } from './condition.ts'
import { readDays } from './read-day.ts'
import { readNumber } from './read-number.ts'

/** A column as a condition needs to know it. */
export type ConditionColumn = {
  /** SQL of its text. */
  sql: string
  label: string
  holds: 'text' | 'numbers' | 'dates'
  /** How its dates are written; empty where it holds none. */
  dateFormats: readonly string[]
  /** Its dates fit two orders of day and month, and nobody has said which. */
  openOrder: boolean
  /** SQL that is true where the column's rules are broken; null where it has no rule. */
  invalid: string | null
}
export type Resolve = (name: string, comparison: Comparison) => ConditionColumn | { complaint: string }

/** A condition as SQL that is true, false or NULL for a row; or why it cannot be asked of these columns. */
export function renderCondition(condition: Condition, resolve: Resolve): { sql: Sql } | { complaint: string } {
  switch (condition.kind) {
    case 'comparison': {
      const column = resolve(condition.column, condition)
      if ('complaint' in column) return column
      return renderComparison(condition, column)
    }
    case 'not': {
      const part = renderCondition(condition.part, resolve)
      return 'complaint' in part ? part : { sql: asSql(`NOT coalesce(${part.sql}, false)`) }
    }
    default: {
      const parts: string[] = []
      for (const each of condition.parts) {
        const part = renderCondition(each, resolve)
        if ('complaint' in part) return part
        parts.push(each.kind === 'or' || each.kind === 'and' ? `(${part.sql})` : part.sql)
      }
      return { sql: asSql(parts.join(condition.kind === 'and' ? ' AND ' : ' OR ')) }
    }
  }
}

function renderComparison(comparison: Comparison, column: ConditionColumn): { sql: Sql } | { complaint: string } {
  const { operator, negated, values } = comparison
  const negate = (statement: string) => ({ sql: asSql(negated ? `NOT ${statement}` : statement) })
  const any = (render: (value: string) => string) =>
    values.length === 1 ? render(values[0]!) : `(${values.map(render).join(' OR ')})`
  switch (operator) {
    case 'empty':
      return { sql: asSql(`clean_text(${column.sql}) IS ${negated ? 'NOT ' : ''}NULL`) }
    case 'valid':
      if (column.invalid === null)
        return { complaint: `${column.label} has no rule by which a value could be valid or not.` }
      return { sql: asSql(negated ? column.invalid : `NOT coalesce(${column.invalid}, false)`) }
    case 'contains':
      return negate(any((value) => `contains(lower(coalesce(${column.sql}, '')), ${text(value.toLowerCase())})`))
    case 'starts':
      return negate(
        any((value) => `starts_with(lower(trim(coalesce(${column.sql}, ''))), ${text(value.toLowerCase())})`),
      )
    case 'ends':
      return negate(any((value) => `ends_with(lower(trim(coalesce(${column.sql}, ''))), ${text(value.toLowerCase())})`))
    case 'is':
      return renderEqual(comparison, column)
    default:
      return renderOrder(comparison, column)
  }
}

/** Equal as numbers or days where the column holds such and all values are; else as text, in any case. */
function renderEqual({ negated, values }: Comparison, column: ConditionColumn): { sql: Sql } {
  const numbers = values.map(readNumber)
  if (column.holds === 'numbers' && numbers.every((number) => number !== null)) {
    const value = `parse_number(${column.sql})`
    return {
      sql: asSql(
        negated
          ? `(${value} NOT IN (${numbers.join(', ')}) OR ${value} IS NULL)`
          : `${value} IN (${numbers.join(', ')})`,
      ),
    }
  }
  const days = values.map(readDays)
  if (column.holds === 'dates' && !column.openOrder && days.every((day) => day !== null && day !== 'ambiguous')) {
    const value = parsed(column)
    const within = days.map(({ from, to }) => `${value} >= ${date(from)} AND ${value} < ${date(to)}`)
    const one = within.length === 1 ? `(${within[0]})` : `(${within.map((each) => `(${each})`).join(' OR ')})`
    return { sql: asSql(negated ? `NOT coalesce(${one}, false)` : one) }
  }
  const list = values.map((value) => text(value.toLowerCase())).join(', ')
  return {
    sql: asSql(
      negated ? `lower(trim(coalesce(${column.sql}, ''))) NOT IN (${list})` : `lower(trim(${column.sql})) IN (${list})`,
    ),
  }
}

const parsed = ({ sql, dateFormats }: ConditionColumn): string => `parse_date(${sql}, ${textList(dateFormats)})`
const date = (day: string): string => `CAST('${day}' AS DATE)`

function renderOrder(
  { operator, negated, values }: Comparison,
  column: ConditionColumn,
): { sql: Sql } | { complaint: string } {
  const wrapped = (statement: string) => ({ sql: asSql(negated ? `NOT coalesce(${statement}, false)` : statement) })
  const [first = '', last = first] = values
  if (
    /\b(?:today|now|yesterday|tomorrow|ago|last|this|next|days?|weeks?|months?|years?|heute|gestern)\b/i.test(
      values.join(' '),
    )
  )
    return {
      complaint: `"${values.join(' and ')}" depends on the day on which it is read, and a recipe must always give the same. Write the date itself (2024-12-31).`,
    }
  const numbers = values.map(readNumber)
  if (column.holds !== 'dates' && numbers.every((number) => number !== null)) {
    const value = `parse_number(${column.sql})`
    if (operator === 'between') return wrapped(`(${value} >= ${numbers[0]} AND ${value} <= ${numbers[1]})`)
    return wrapped(`${value} ${operator} ${numbers[0]}`)
  }
  const [from, to] = [readDays(first), readDays(last)]
  if (from === 'ambiguous' || to === 'ambiguous')
    return { complaint: `"${first}" can be read day first or month first. Write it as YYYY-MM-DD.` }
  if (from === null || to === null)
    return {
      complaint: `"${from === null ? first : last}" is neither a number nor a date, so ${column.label} cannot be compared with it.`,
    }
  if (column.dateFormats.length === 0)
    return { complaint: `${column.label} holds no dates that could be compared with ${first}.` }
  if (column.openOrder)
    return {
      complaint: `The dates in ${column.label} can be read day first or month first. Say which first, for example "read ${column.label} as day first".`,
    }
  const value = parsed(column)
  switch (operator) {
    case 'between':
      return wrapped(`(${value} >= ${date(from.from)} AND ${value} < ${date(to.to)})`)
    case '<':
      return wrapped(`${value} < ${date(from.from)}`)
    case '<=':
      return wrapped(`${value} < ${date(from.to)}`)
    case '>':
      return wrapped(`${value} >= ${date(from.to)}`)
    default:
      return wrapped(`${value} >= ${date(from.from)}`)
  }
}
