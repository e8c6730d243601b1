import type { ColumnProfile, RecipeColumn, Template, TemplateColumn } from '@godwit/contract'
import { text, textList } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import { sayFormats } from '../ask/say-format.ts'
import { carryValues } from './carry-values.ts'
import { findMisreading, type Misreading, meaningOf, orderOf, readWriting } from './compare-sql.ts'
import { columnsRead, tokenize } from './sql-tokens.ts'

type CarryColumn = {
  source: string
  template: Template
  column: TemplateColumn
  /** The learned column, over this migration's names already. */
  learned: RecipeColumn
  /** What a fresh look makes of the template column; null where it has nothing, or reads other rows. */
  fresh: RecipeColumn | null
  /** The learned names of the columns that it reads, where they have changed. */
  formerly: ReadonlyMap<string, string>
  table: string
  profileOf(ref: string | null, column: string): ColumnProfile | undefined
  valueMaps: Readonly<Record<string, Record<string, string | null>>>
  dropped: readonly string[]
}

export type CarriedColumn = {
  column: RecipeColumn
  valueMap: { name: string; entries: Record<string, string | null> } | null
  drops: { when: string; reason: string }[]
  drift: string[]
  /** What is as it was, and worth knowing. */
  remarks: string[]
  /** The fresh expression is the one that counts, so its open questions do too. */
  takesFresh: boolean
}

/** A learned column over new data: as it is where it still reads everything, with what has changed put right. */
export function carryColumn(input: CarryColumn, book: AnswerBook): CarriedColumn {
  const { learned, fresh } = input
  const reads = columnsRead(learned.sql)
  const [only] = reads
  const profile = reads.length === 1 && only ? input.profileOf(only.ref, only.column) : undefined
  const valued = profile && only ? carryList(input, only.column, profile, book) : null
  if (valued) return valued
  const drift: string[] = []
  const remarks: string[] = []
  let sql = learned.sql
  let takesFresh = false
  if (fresh && profile && sameReads(sql, fresh.sql)) {
    const misread = findMisreading(sql, fresh.sql, profile)
    if (misread) {
      takesFresh = meaningOf(sql) === meaningOf(fresh.sql)
      sql = takesFresh ? fresh.sql : rewritten(sql, fresh.sql, misread)
      if (sql !== learned.sql) drift.push(sayMisreading(profile.column, misread))
    } else if (profile.date_order === 'ambiguous') {
      const order = orderOf(readWriting(sql).formats)
      if (order !== null)
        remarks.push(
          `Dates in "${profile.column}" can be read both ways; they are read ${sayOrder(order)}, as in earlier migrations.`,
        )
    }
  }
  return {
    column: { sql, why: whyOf(input, sql), confidence: learned.confidence },
    valueMap: null,
    drops: [],
    drift,
    remarks,
    takesFresh,
  }
}

/** A column of a strict list: through its value map, with the values that are new. */
function carryList(input: CarryColumn, source: string, profile: ColumnProfile, book: AnswerBook): CarriedColumn | null {
  const { learned, column, template } = input
  const call =
    /\b(map_value|clean_text)\(((?:"(?:[^"]|"")*"|\w+)\.(?:"(?:[^"]|"")*"|\w+))(?:, '((?:[^']|'')*)')?\)/.exec(
      learned.sql,
    )
  if (!call || profile.distinct_count > profile.top_values.length) return null
  const [whole, name, raw, map] = call as unknown as [string, string, string, string | undefined]
  if (name === 'map_value' && map === undefined) return null
  const mapName = map?.replaceAll("''", "'") ?? column.name
  const carried = carryValues(
    {
      template,
      column,
      table: input.table,
      source,
      raw,
      mapName,
      profile,
      learned: input.valueMaps[mapName] ?? {},
      dropped: input.dropped,
    },
    book,
  )
  if (!carried) return null
  const isMapped = name === 'map_value' || Object.keys(carried.map).length > 0
  const sql = isMapped ? learned.sql.replace(whole, () => `map_value(${raw}, ${text(mapName)})`) : learned.sql
  const shown =
    carried.news.slice(0, 5).join(', ') + (carried.news.length > 5 ? ` and ${carried.news.length - 5} more` : '')
  return {
    column: {
      sql,
      why: whyOf(input, sql),
      confidence: carried.open > 0 ? Math.min(0.6, learned.confidence ?? 1) : learned.confidence,
    },
    valueMap: isMapped ? { name: mapName, entries: carried.map } : null,
    drops: carried.drops,
    drift: carried.news.length > 0 ? [`New values in "${source}": ${shown}.`] : [],
    remarks: [],
    takesFresh: false,
  }
}

function sameReads(a: string, b: string): boolean {
  const reads = (sql: string) =>
    columnsRead(sql)
      .map(({ ref, column }) => `${ref}.${column}`)
      .sort()
      .join('\u0000')
  return reads(a) === reads(b)
}

/** A person's own expression with the formats or the number style that the new data is written in. */
function rewritten(sql: string, fresh: string, misread: Misreading): string {
  const now = readWriting(fresh)
  const was = readWriting(sql)
  if (misread.kind === 'date_order' || misread.kind === 'date_format') {
    const list = textList(now.formats)
    return was.formats.length === 0 ? sql : sql.split(textList(was.formats)).join(list)
  }
  if (misread.kind === 'number_style') {
    return tokenize(sql)
      .map(({ kind, value, text: own }) => (kind === 'string' && /^(dot|comma)$/.test(value) ? text(misread.now) : own))
      .join('')
  }
  return sql
}

const sayOrder = (order: 'day_first' | 'month_first') => order.replace('_', ' ')

function sayMisreading(source: string, misread: Misreading): string {
  switch (misread.kind) {
    case 'date_order':
      return `Dates in "${source}" are written ${sayOrder(misread.now)} now; earlier files wrote them ${sayOrder(misread.was)}.`
    case 'date_format':
      return `Dates in "${source}" are written in another way now: ${sayFormats(misread.formats)}.`
    case 'number_style':
      return `Numbers in "${source}" are written with a decimal ${misread.now === 'comma' ? 'comma' : 'point'} now.`
    case 'nothing':
      return `In "${source}" ${misread.words.map((word) => `"${word}"`).join(', ')} stand${misread.words.length === 1 ? 's' : ''} for nothing now.`
    default:
      return misread satisfies never
  }
}

function whyOf({ source, fresh, formerly }: CarryColumn, sql: string): string {
  const names = columnsRead(sql).map(({ column }) => `"${column}"`)
  const was = [...formerly].map(([now, old]) => ` "${now}" was called "${old}" there.`).join('')
  if (fresh && fresh.sql === sql && was === '') return fresh.why
  return `Taken from ${[...new Set(names)].join(', ')}, as in earlier migrations of ${source}.${was}`.slice(0, 2000)
}
