import type { ColumnProfile } from '@godwit/contract'
import { dateFormat, encodings } from '../../profile/index.ts'
import { type SqlToken, tokenize } from './sql-tokens.ts'

/** What in an expression depends on how the data is written rather than on what is meant. */
export type Writing = { formats: string[]; styles: string[]; nothing: string[]; mapped: boolean }

const styleNames = new Set(['dot', 'comma', 'plain'])
const isEncoding = (value: string) => encodings.some(({ format }) => format === value)

/** Formats that dates are read in, number styles, words that mean nothing, and whether a value map is used. */
export function readWriting(sql: string): Writing {
  const tokens = tokenize(sql)
  const { inside } = withoutCalls(tokens, 'null_if_any')
  const strings = tokens.flatMap(({ kind, value }) => (kind === 'string' ? [value] : []))
  return {
    // the format that a date is written in is the template's, and stands alone, not in a list
    formats: listsOf(tokens).flatMap((list) =>
      list.filter((value) => dateFormat(value) !== undefined || isEncoding(value)),
    ),
    styles: strings.filter((value) => styleNames.has(value)),
    nothing: inside.flatMap((piece) => piece.filter(({ kind }) => kind === 'string').map(({ value }) => value)),
    mapped: tokens.some(({ kind, value }) => kind === 'word' && value.toLowerCase() === 'map_value'),
  }
}

/** The expression with everything that `readWriting` reads made equal: two that agree mean the same. */
export function meaningOf(sql: string): string {
  const bare = withoutCalls(tokenize(sql), 'null_if_any').outside
  const unmapped = bare.map(({ kind, text }) =>
    kind === 'word' && text.toLowerCase() === 'map_value' ? 'clean_text' : text,
  )
  return unmapped
    .join('')
    .replace(/\[\s*(?:'(?:[^']|'')*'\s*,?\s*)*\]/g, '[]')
    .replace(/(clean_text\((?:[^()']|\([^()]*\))*), '(?:[^']|'')*'\)/g, '$1)')
    .replace(/'(dot|comma|plain)'/g, "'style'")
    .replace(/\s+/g, ' ')
}

/** The texts of each list literal (`['%d.%m.%Y', …]`). */
function listsOf(tokens: readonly SqlToken[]): string[][] {
  const lists: string[][] = []
  let current: string[] | null = null
  for (const { kind, text, value } of tokens) {
    if (text === '[') current = []
    else if (text === ']' && current) {
      lists.push(current)
      current = null
    } else if (kind === 'string') current?.push(value)
  }
  return lists
}

/** Replaces calls of a function by their first argument; `inside` are the other arguments. */
function withoutCalls(tokens: readonly SqlToken[], name: string): { outside: SqlToken[]; inside: SqlToken[][] } {
  const outside: SqlToken[] = []
  const inside: SqlToken[][] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind !== 'word' || token.text.toLowerCase() !== name || tokens[at + 1]?.text !== '(') {
      outside.push(token)
      continue
    }
    let depth = 0
    let end = at + 1
    let comma = -1
    for (; end < tokens.length; end++) {
      const { text } = tokens[end]!
      if (text === '(' || text === '[') depth += 1
      else if (text === ')' || text === ']') depth -= 1
      if (depth === 0) break
      if (depth === 1 && text === ',' && comma < 0) comma = end
    }
    const first = withoutCalls(tokens.slice(at + 2, comma < 0 ? end : comma), name)
    outside.push(...first.outside)
    inside.push(...first.inside, ...(comma < 0 ? [] : [tokens.slice(comma + 1, end)]))
    at = end
  }
  return { outside, inside }
}

/** Which order of day and month formats read; null when they say nothing, or both. */
export function orderOf(formats: readonly string[]): 'day_first' | 'month_first' | null {
  const orders = new Set(formats.map((format) => dateFormat(format)?.order))
  const day = orders.has('day_first')
  return day === orders.has('month_first') ? null : day ? 'day_first' : 'month_first'
}

/** What is wrong with reading a column as it was learned; null when it still reads everything. */
export type Misreading =
  | { kind: 'date_order'; was: 'day_first' | 'month_first'; now: 'day_first' | 'month_first' }
  | { kind: 'date_format'; formats: string[] }
  | { kind: 'number_style'; now: string }
  | { kind: 'nothing'; words: string[] }

/** Compares how a learned expression reads a column with how a fresh one, made for this very data, does. */
export function findMisreading(learned: string, fresh: string, profile: ColumnProfile | undefined): Misreading | null {
  const [was, now] = [readWriting(learned), readWriting(fresh)]
  const [oldOrder, newOrder] = [orderOf(was.formats), orderOf(now.formats)]
  const proven =
    profile?.date_order === 'day_first' || profile?.date_order === 'month_first' ? profile.date_order : null
  if (was.formats.length > 0 && oldOrder !== null && proven !== null && oldOrder !== proven) {
    return { kind: 'date_order', was: oldOrder, now: proven }
  }
  const unread = now.formats.filter((format) => !was.formats.includes(format))
  if (
    was.formats.length > 0 &&
    unread.length > 0 &&
    (newOrder === null || newOrder === oldOrder || oldOrder === null)
  ) {
    return { kind: 'date_format', formats: unread }
  }
  const style = now.styles.find((each) => each !== 'plain' && !was.styles.includes(each))
  const wrote = was.styles.find((each) => each !== 'plain')
  if (style !== undefined && wrote !== undefined && profile) {
    const fits = (name: string) => profile.numbers.find(({ format }) => format === name)?.fits ?? 0
    if (fits(style) > fits(wrote)) return { kind: 'number_style', now: style }
  }
  const words = now.nothing.filter((word) => !was.nothing.includes(word))
  return words.length > 0 ? { kind: 'nothing', words } : null
}
