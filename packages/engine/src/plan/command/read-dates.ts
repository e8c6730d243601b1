import type { ColumnProfile } from '@godwit/contract'
import { dateFormat } from '../../profile/index.ts'
import { textList } from '../../sql/quote.ts'
import { convert } from '../convert/convert.ts'
import { readIntent } from '../match/read-intent.ts'
import { type Change, type Try, withColumn } from './change.ts'
import {
  type CommandScope,
  findSource,
  findTargets,
  type SourceColumn,
  sayTargets,
  type TargetColumn,
} from './find-column.ts'
import { unquoted } from './quoting.ts'

export type DateOrder = 'day_first' | 'month_first'

const orderWords =
  '(?:(day|dd?[/.-]mm?|european|british|dmy|d/m)|(month|mm?[/.-]dd?|american|us|mdy|m/d))(?:[- ]?first|[/.-]y+)?(?: (?:dates?|order|format|style))?'

/** `map Signup to signed_up, day first`: the order, and the wish without it. */
export function takeOrder(clause: string): { clause: string; order: DateOrder | undefined } {
  const match = /[,(]?\s*(?:read |as |with |written )*\b(day|month)[- ]first\)?$/i.exec(clause)
  if (!match || match.index === 0) return { clause, order: undefined }
  return {
    clause: clause.slice(0, match.index).trim(),
    order: match[1]!.toLowerCase() === 'day' ? 'day_first' : 'month_first',
  }
}

export const sayOrder = (order: DateOrder): string => (order === 'day_first' ? 'day first' : 'month first')

/** "read Signup as day first", "the dates in Signup are month first". `Signup` may be a source or a target column. */
export const readDates: Try = (clause, scope) => {
  const forms = [
    new RegExp(
      `^(?:read|treat|interpret|parse|take|understand)\\s+(?:the )?(?:dates? (?:in|of) )?(?:the )?(.+?)\\s+(?:as|with|in)\\s+(?:the )?${orderWords}$`,
      'i',
    ),
    new RegExp(
      `^(?:the )?(?:dates? (?:in|of) )?(?:the )?(.+?)\\s+(?:is|are)\\s+(?:written |read )?${orderWords}$`,
      'i',
    ),
  ]
  for (const form of forms) {
    const match = form.exec(clause)
    if (!match) continue
    return reread(match[1]!, match[2] === undefined ? 'month_first' : 'day_first', scope)
  }
  return null
}

type Reader = TargetColumn & { source: SourceColumn | null }

function reread(said: string, order: DateOrder, scope: CommandScope): Change | string {
  const readers = readersOf(said, scope)
  if (readers.length === 0) return `There is no column "${unquoted(said)}" that is read as dates.`
  let { recipe } = scope
  const changed: Reader[] = []
  for (const reader of readers) {
    const before = reader.sheet.columns[reader.column.name]!
    const sql = inOrder(before.sql, order) ?? rebuilt(reader, order)
    if (sql === null) continue
    changed.push(reader)
    const why = `${before.why.replace(/ Dates are read .*$/, '')} Dates are read ${sayOrder(order)}, as a person said.`
    recipe = withColumn(recipe, reader, { sql, why: why.trim() })
  }
  if (changed.length === 0) return `"${unquoted(said)}" holds no dates that could be read ${sayOrder(order)}.`
  const names = sayTargets(changed)
  const lost = Math.max(0, ...changed.map(({ source }) => (source?.profile ? unreadable(source.profile, order) : 0)))
  const warning =
    lost === 0
      ? ''
      : ` ${lost.toLocaleString('en')} of its dates do not exist that way; they stay as they are and are flagged.`
  return { recipe, said: `Reads the dates of ${names} ${sayOrder(order)}.${warning}` }
}

/** The target columns that hold dates and are meant, or read the source column that is. */
function readersOf(said: string, scope: CommandScope): Reader[] {
  const isDate = ({ column, template }: TargetColumn) =>
    ['date', 'timestamp'].includes(readIntent(column, template).target)
  const ofSource = scope.recipe.sheets.flatMap((sheet): Reader[] => {
    const source = findSource(said, sheet, scope)
    const template = scope.templates.find(({ slug }) => slug === sheet.template)
    if (!source || !template) return []
    return template.columns
      .filter(({ name }) => sheet.columns[name]?.sql.includes(source.sql))
      .map((column) => ({ sheet, template, column, source }))
  })
  const dated = ofSource.filter(isDate)
  if (dated.length > 0) return dated
  return findTargets(said, scope)
    .filter(isDate)
    .map((target) => ({ ...target, source: sourceOf(target, scope) }))
}

function sourceOf({ sheet, column }: TargetColumn, scope: CommandScope): SourceColumn | null {
  const label = /\."((?:[^"]|"")+)"/.exec(sheet.columns[column.name]?.sql ?? '')?.[1]
  return label === undefined ? null : findSource(label.replaceAll('""', '"'), sheet, scope)
}

/** The expression with its lists of date formats in another order; null where it reads no slashed or dotted dates. */
function inOrder(expression: string, order: DateOrder): string | null {
  let found = false
  const changed = expression.replace(/\[('[^']*'(?:, '[^']*')*)\]/g, (whole, list: string) => {
    const formats = list.split(', ').map((item) => item.slice(1, -1))
    if (!formats.some((format) => ['day_first', 'month_first'].includes(dateFormat(format)?.order ?? ''))) return whole
    found = true
    const turned = formats.map((format) => {
      const own = dateFormat(format)?.order
      return own !== order && (own === 'day_first' || own === 'month_first') ? turn(format) : format
    })
    return textList([...new Set(turned)])
  })
  return found ? changed : null
}

/** The order in which an expression reads dates; null where it is no matter of order, or both. */
export function orderRead(expression: string): DateOrder | null {
  const lists = [...expression.matchAll(/\[('[^']*'(?:, '[^']*')*)\]/g)].flatMap((match) => match[1]!.split(', '))
  const orders = new Set(
    lists
      .map((item) => dateFormat(item.slice(1, -1))?.order)
      .filter((own) => own === 'day_first' || own === 'month_first'),
  )
  return orders.size === 1 ? [...orders][0]! : null
}

const turn = (format: string): string => format.replace(/%[dm]/g, (token) => (token === '%d' ? '%m' : '%d'))

/** A column that was kept as it is written, as the order was open. */
function rebuilt({ source, column, template }: Reader, order: DateOrder): string | null {
  if (!source?.profile || source.profile.dates.length === 0) return null
  return convert({
    column,
    intent: readIntent(column, template),
    sql: source.sql,
    profile: source.profile,
    mapName: column.name,
    choices: { dateOrder: order },
  }).sql
}

/** Rows whose date only exists in the other order. */
function unreadable(profile: ColumnProfile, order: DateOrder): number {
  const rows = (wanted: DateOrder) =>
    profile.dates.reduce((sum, { format, fits }) => sum + (dateFormat(format)?.order === wanted ? fits : 0), 0)
  return rows(order === 'day_first' ? 'month_first' : 'day_first') - rows(order)
}
