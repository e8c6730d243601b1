import type { RecipeSheet } from '@godwit/contract'
import { dateFormat } from '../../profile/index.ts'
import { readingOf } from '../convert/convert-date.ts'
import { fold } from '../match/name-words.ts'
import { readIntent } from '../match/read-intent.ts'
import type { Comparison } from './condition.ts'
import {
  ambiguous,
  type CommandScope,
  findSources,
  findTargets,
  noSource,
  type SourceColumn,
  type TargetColumn,
} from './find-column.ts'
import { orderRead } from './read-dates.ts'
import type { ConditionColumn, Resolve } from './render-condition.ts'

const numeric = new Set(['integer', 'decimal', 'money', 'percentage'])

/**
 * Columns of a sheet's rows as a condition names them: of the source, or the sheet's own, as what they become. Where both
 * are called so, the one whose values are spoken of.
 */
export const resolveIn =
  (sheet: RecipeSheet, scope: CommandScope): Resolve =>
  (name, comparison) => {
    const sources = findSources(name, sheet, scope)
    const targets = findTargets(name, scope).filter((target) => target.sheet.template === sheet.template)
    if (sources.length > 1)
      return {
        complaint: ambiguous(
          name,
          sources.map((source) => `${source.name} of ${source.table ?? source.ref}`),
        ),
      }
    const [source] = sources
    const [target] = targets
    if (target && sheet.group === null && (!source || meansTarget(comparison, source, target))) {
      const made = targetColumn(target)
      if (made) return made
    }
    return source ? sourceColumn(source, sheet) : { complaint: noSource(name, [sheet], scope) }
  }

/** `status is Active` where the source says Aktiv: the value is one of the list, and none that the source has. */
function meansTarget(
  { operator, values }: Comparison,
  { profile }: SourceColumn,
  { column, template }: TargetColumn,
): boolean {
  const { options } = readIntent(column, template)
  if (operator !== 'is' || options === null || profile === null) return false
  const raw = new Set(profile.top_values.map(({ value }) => fold(value)))
  return values.every((value) => !raw.has(fold(value)) && options.some((option) => fold(option) === fold(value)))
}

function sourceColumn({ sql, name, profile }: SourceColumn, sheet: RecipeSheet): ConditionColumn {
  // A person may have said which order the dates have: then the recipe reads them so.
  const said = Object.values(sheet.columns)
    .filter((column) => column.sql.includes(sql))
    .map((column) => orderRead(column.sql))
    .find((order) => order !== null)
  const reading = profile && profile.dates.length > 0 ? readingOf(profile, {}, said ?? undefined) : null
  return {
    sql,
    label: `"${name}"`,
    holds: profile && numeric.has(profile.kind) ? 'numbers' : reading ? 'dates' : 'text',
    dateFormats: reading?.formats ?? [],
    openOrder: reading !== null && reading.ambiguousRows > 0,
    invalid: null,
  }
}

function targetColumn({ sheet, column, template }: TargetColumn): ConditionColumn | null {
  const sql = sheet.columns[column.name]?.sql
  if (sql === undefined || sql === 'NULL') return null
  return writtenColumn(`(${sql})`, { column, template })
}

/** A column of a sheet as it is written. */
export function writtenColumn(
  sql: string,
  { column, template }: Pick<TargetColumn, 'column' | 'template'>,
): ConditionColumn {
  const intent = readIntent(column, template)
  const dated = intent.target === 'date' || intent.target === 'timestamp'
  const format = intent.format ?? '%Y-%m-%d'
  const usual = ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S']
  return {
    sql,
    label: `${template.slug}.${column.name}`,
    holds: dated ? 'dates' : intent.target === 'integer' || intent.target === 'decimal' ? 'numbers' : 'text',
    dateFormats: dated ? [...new Set([format, ...usual.filter((each) => dateFormat(each) !== undefined)])] : [],
    openOrder: false,
    invalid: null,
  }
}
