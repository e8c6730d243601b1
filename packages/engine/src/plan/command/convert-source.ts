import { type Conversion, conversion } from '../convert/conversion.ts'
import { convert } from '../convert/convert.ts'
import { readIntent } from '../match/read-intent.ts'
import { profileValues } from '../shape/profile-values.ts'
import type { SourceColumn, TargetColumn } from './find-column.ts'
import { type DateOrder, orderRead, sayOrder } from './read-dates.ts'

/** A source value as a target wants it, and what a person must know about how it is read. */
export type Converted = { sql: string; valueMap?: Record<string, string | null>; remarks: string[] }

/** Converts a source column for a target as the planner would; dates whose order is open stay as they are written. */
export function convertSource(target: TargetColumn, source: SourceColumn, order?: DateOrder): Converted {
  const intent = readIntent(target.column, target.template)
  const profile = source.profile ?? profileValues({ column: source.name, rowCount: 0, values: [] })
  const { part, ...whole } = intent
  void part
  const converted = convert({
    column: target.column,
    intent: intent.part && intent.part.kind !== 'address' ? intent : whole,
    sql: source.sql,
    profile,
    mapName: target.column.name,
    choices: order === undefined ? {} : { dateOrder: order },
  })
  const undecided = converted.open.some(({ kind }) => kind === 'date_order')
  const made = undecided ? conversion(`clean_text(${source.sql})`) : converted
  return {
    sql: made.sql,
    remarks: remarksOn(source, converted, order ?? orderRead(converted.sql)),
    ...(made.valueMap ? { valueMap: made.valueMap } : {}),
  }
}

/** What a person must know about how values are read: an order of dates, values that are in no list. */
function remarksOn({ name }: SourceColumn, { open }: Conversion, order: DateOrder | null): string[] {
  const remarks = open.map((point) => {
    if (point.kind === 'date_order')
      return `Its dates can be read day first or month first (${point.samples
        .slice(0, 3)
        .map((sample) => `"${sample}"`)
        .join(
          ', ',
        )}), so they stay as they are written until you say "read ${name} as day first" or "read ${name} as month first".`
    if (point.kind === 'phone_region')
      return `Its numbers have no country code (${point.samples
        .slice(0, 3)
        .map((sample) => `"${sample}"`)
        .join(', ')}), so they stay as they are written and will be flagged.`
    const listed = point.values.slice(0, 5).map(({ value }) => `"${value}"`)
    return `${listed.join(', ')}${point.values.length > 5 ? ' and others' : ''} ${point.values.length === 1 ? 'is' : 'are'} not in the list and will be flagged.`
  })
  if (order !== null && open.every(({ kind }) => kind !== 'date_order')) {
    const other = order === 'day_first' ? 'month_first' : 'day_first'
    remarks.push(`Its dates are read ${sayOrder(order)}; to change that, say "read ${name} as ${sayOrder(other)}".`)
  }
  return remarks
}
