import type { ColumnProfile, Template, TemplateColumn } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import { askUnmatched } from '../ask/ask.ts'
import { readValueAnswer, type ValueDecision } from '../ask/read-answer.ts'
import { convert } from '../convert/convert.ts'
import { readIntent } from '../match/read-intent.ts'

type Carry = {
  template: Template
  column: TemplateColumn
  /** The new table's name and the column's, for questions. */
  table: string
  source: string
  /** SQL of the raw value. */
  raw: string
  mapName: string
  profile: ColumnProfile
  /** What was learned: raw value → entry. */
  learned: Readonly<Record<string, string | null>>
  /** Conditions under which rows are left out already. */
  dropped: readonly string[]
}

/** A strict list's values in a new file: the learned meanings, what is plain, and what a person says about the rest. */
export type Carried = {
  map: Record<string, string | null>
  /** Values that no earlier file of the source had and that mean an entry of the list plainly. */
  news: string[]
  sql: string
  drops: { when: string; reason: string }[]
  open: number
}

/** Null for a column that takes no value of a list. */
export function carryValues(carry: Carry, book: AnswerBook): Carried | null {
  const { template, column, profile, raw, mapName } = carry
  const intent = readIntent(column, template)
  if (intent.options === null && intent.target !== 'boolean') return null
  const options = intent.options ?? ['true', 'false']
  const key = (value: string) => value.trim().toLowerCase()
  const values = new Map<string, ValueDecision>()
  for (const [value, target] of Object.entries(carry.learned)) {
    if (target === null || options.includes(target)) values.set(key(value), target)
  }
  for (const { value } of profile.top_values) {
    if (carry.dropped.includes(`lower(trim(${raw})) = ${text(key(value))}`)) values.set(key(value), { drop: true })
  }
  const known = new Set(values.keys())
  const run = () => convert({ column, intent, sql: raw, profile, mapName, choices: { values } })
  let converted = run()
  let open = 0
  for (const point of converted.open) {
    if (point.kind !== 'unmatched_values') continue
    const about = { template: template.slug, column, table: carry.table, source: carry.source }
    const found = point.values.map(({ value }) => value)
    const decided = book.decide(askUnmatched(about, point, options), (answer) =>
      readValueAnswer(answer, found, options),
    )
    if (!decided) open += found.length
    else for (const [value, decision] of decided) values.set(value, decision)
  }
  converted = run()
  const map = { ...carry.learned }
  const mapped = new Set(Object.keys(map).map(key))
  const news: string[] = []
  for (const [value, target] of Object.entries(converted.valueMap ?? {})) {
    if (mapped.has(key(value))) continue
    map[value] = target
    if (!known.has(key(value)) && target !== null) news.push(`"${value}" is ${target}`)
  }
  return { map, news, sql: converted.sql, drops: converted.drops, open }
}
