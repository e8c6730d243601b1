import { text } from '../../sql/quote.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { readIntent } from '../match/read-intent.ts'
import { type Change, expressionOf, grouped, type Try, type WishScope, withColumn } from './change.ts'
import { convertSource } from './convert-source.ts'
import {
  ambiguous,
  findSources,
  findTargets,
  namesSource,
  noTarget,
  type SourceColumn,
  sayTarget,
  sourceColumns,
  type TargetColumn,
} from './find-column.ts'
import { isQuoted, unquoted } from './quoting.ts'
import { constantFor } from './set-constant.ts'
import { bareName } from './words.ts'

const missing = '(?:missing|empty|blank|absent|fehlende[nrms]?|leere[nrms]?)'
const forms: readonly { pattern: RegExp; column: number; value: number }[] = [
  // use the company domain for a missing Email
  {
    pattern: new RegExp(
      `^(?:use|take|put|set|verwende|nimm|benutze)\\s+(.+?)\\s+(?:for|in|into|as|für|bei|statt)\\s+(?:an?|any|all|every|each|the|eine?[nrms]?|das|die|den)?\\s*${missing}\\s+(.+)$`,
      'i',
    ),
    column: 2,
    value: 1,
  },
  // use "Unknown" for phone if it is empty / when missing
  {
    pattern: new RegExp(
      `^(?:use|take|put|set|verwende|nimm)\\s+(.+?)\\s+(?:for|as|in|into|für)\\s+(.+?)\\s+(?:if|when|where|wherever|wenn|wo)\\s+(?:(?:it|that|there|this|er|sie|es|\\2)\\s+)?(?:(?:is|are|ist)\\s+)?(?:${missing}|not (?:there|given|filled)|leer)(?:\\s+ist)?$`,
      'i',
    ),
    column: 2,
    value: 1,
  },
  // if phone is empty, use Mobile
  {
    pattern: new RegExp(
      `^(?:if|when|where|wherever|wenn|falls)\\s+(.+?)\\s+(?:(?:is|are|ist)\\s+)?(?:${missing}|not (?:there|given|filled)|leer)(?:\\s+ist)?\\s*,?\\s*(?:then\\s+|dann\\s+)?(?:use|take|put|set it to|fill(?: it)? (?:in|with)|fall back (?:to|on)|verwende|nimm|setze?)\\s+(.+)$`,
      'i',
    ),
    column: 1,
    value: 2,
  },
  // fill empty phones with Mobile
  {
    pattern: new RegExp(
      `^(?:fill|replace|complete|set|fülle?|ersetze)\\s+(?:in\\s+)?(?:the |all |any |every )?${missing}\\s+(.+?)\\s+(?:with|by|from|to|as|mit|durch|auf|aus)\\s+(.+)$`,
      'i',
    ),
    column: 1,
    value: 2,
  },
  // default country to "DE"; the default for country is "DE"; country defaults to "DE"
  {
    pattern: /^(?:set the )?default\s+(?:of |for |value (?:of|for) )?(.+?)\s+(?:to|is|should be|=|as|with)\s+(.+)$/i,
    column: 1,
    value: 2,
  },
  { pattern: /^(?:the |a )?default (?:value )?(?:for|of)\s+(.+?)\s+(?:is|should be|=)\s+(.+)$/i, column: 1, value: 2 },
  {
    pattern: /^(.+?)\s+(?:defaults?|falls? back|should default|should fall back) (?:to|on)\s+(.+)$/i,
    column: 1,
    value: 2,
  },
  {
    pattern:
      /^(?:fall back (?:to|on)|default to|use)\s+(.+?)\s+(?:as (?:the )?(?:default|fallback) (?:for|of|in)|for missing)\s+(.+)$/i,
    column: 2,
    value: 1,
  },
]

/** "use the company domain for a missing Email", `default country to "DE"`: what stands where a cell would be empty. */
export const setDefault: Try = (clause, scope) => {
  let complaint: string | null = null
  for (const { pattern, column, value } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const targets = findTargets(match[column]!, scope)
    if (targets.length === 0) {
      complaint ??= noTarget(match[column]!, scope)
      continue
    }
    const changes = targets.map((target) => fallBack(target, match[value]!, scope))
    const possible = changes.filter((change) => typeof change !== 'string')
    if (possible.length === 1) return possible[0]!
    if (targets.length > 1 && possible.length > 1) return ambiguous(match[column]!, targets.map(sayTarget))
    complaint ??= changes.find((change) => typeof change === 'string') as string
  }
  return complaint
}

function fallBack(target: TargetColumn, said: string, scope: WishScope): Change | string {
  const before = expressionOf(target)
  const source = isQuoted(said) && !namesSource(said, target.sheet, scope) ? null : fallbackSource(said, target, scope)
  if (typeof source === 'string') return source
  let sql: string
  let what: string
  const remarks: string[] = []
  if (source) {
    const made = convertSource(target, source)
    // Its list of values would take the place of the first one's.
    sql = made.valueMap ? `clean_text(${source.sql})` : made.sql
    remarks.push(...made.remarks)
    what = `"${source.name}"`
  } else {
    if (!isQuoted(said) && /\s/.test(said.trim()) && readIntent(target.column, target.template).options === null)
      return `"${unquoted(said)}" is no column. If it is the value for ${sayTarget(target)}, put it in quotes.`
    const read = constantFor(target, unquoted(said), isQuoted(said))
    if ('complaint' in read) return read.complaint
    if (read.value === '') return `An empty cell cannot be filled with nothing.`
    sql = text(read.value)
    what = `"${read.value}"`
  }
  const own = source ? grouped(target.sheet, sql) : sql
  const old = target.sheet.columns[target.column.name]?.why ?? ''
  const recipe = withColumn(scope.recipe, target, {
    sql: before === 'NULL' ? own : `pick_first(${before}, ${own})`,
    why: `${old} ${what} where that is empty, as a person said.`.trim(),
  })
  return { recipe, said: [`Uses ${what} for ${sayTarget(target)} where it is empty.`, ...new Set(remarks)].join(' ') }
}

/** The column that is meant, or null where the words are a value. A name that only comes near is taken if it is alone. */
function fallbackSource(said: string, target: TargetColumn, scope: WishScope): SourceColumn | string | null {
  const found = findSources(said, target.sheet, scope)
  if (found.length === 1) return found[0]!
  if (found.length > 1)
    return ambiguous(
      said,
      found.map(({ name, table, ref }) => `${name} of ${table ?? ref}`),
    )
  if (!/^(?:the|its|their|our|die|der|das|den)\s/i.test(said.trim())) return null
  const wanted = unquoted(bareName(said))
  const near = sourceColumns(target.sheet, scope)
    .map((column) => ({
      column,
      // The object's own name tells little: the company domain of companies is their domain.
      likeness: nameSimilarity(wanted, column.name, [target.template.slug, target.template.name], [column.ref]),
    }))
    .filter(({ likeness }) => likeness >= 0.75)
    .sort((a, b) => b.likeness - a.likeness)
  if (near.length === 0)
    return `There is no column "${wanted}" in what fills ${target.template.slug}. For a fixed value, put it in quotes.`
  if (near.length > 1 && near[0]!.likeness - near[1]!.likeness < 0.05)
    return ambiguous(
      said,
      near.slice(0, 3).map(({ column }) => column.name),
    )
  return near[0]!.column
}
