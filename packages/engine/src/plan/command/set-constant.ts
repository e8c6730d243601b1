import { text } from '../../sql/quote.ts'
import { readConstant } from '../ask/read-answer.ts'
import { matchOption } from '../match/match-options.ts'
import { readIntent } from '../match/read-intent.ts'
import { type Try, withColumn } from './change.ts'
import { findTargets, namesSource, sayTargets, type TargetColumn, theTargets } from './find-column.ts'
import { isQuoted, reveal, unquoted } from './quoting.ts'

const forms: readonly { pattern: RegExp; column: number; value: number; sure: boolean }[] = [
  {
    pattern:
      /^(?:set|fill|make|change|setze?|fülle?)\s+(.+?)\s+(?:always\s+|everywhere\s+|immer\s+)?(?:to|with|as|be|=|auf|mit)\s+(?:the (?:constant|fixed value|value|text)\s+|always\s+|immer\s+)?(.+?)(?:\s+(?:for|in) (?:all|every|each) rows?| everywhere)?$/i,
    column: 1,
    value: 2,
    sure: true,
  },
  {
    pattern:
      /^(?:use|put|write|take|verwende|schreibe)\s+(?:the (?:constant|fixed value|value|text)\s+)?(.+?)\s+(?:for|in|into|as|für|in)\s+(?:every|each|all(?: of the)?|any|jeder?|alle)\s+(.+)$/i,
    column: 2,
    value: 1,
    sure: false,
  },
  {
    pattern:
      /^(?:use|put|write|verwende|schreibe)\s+(?:the (?:constant|fixed value|value|text)\s+)?("[^"]*")\s+(?:for|in|into|as|für|in)\s+(.+?)(?:\s+(?:for|in) (?:all|every|each) rows?| everywhere)?$/i,
    column: 2,
    value: 1,
    sure: true,
  },
  {
    pattern:
      /^(.+?)\s+(?:is|should be|must be|ist|soll)\s+(?:always|constantly|everywhere|in (?:all|every) rows?|immer)\s+(.+?)(?:\s+sein)?$/i,
    column: 1,
    value: 2,
    sure: true,
  },
  { pattern: /^(.+?)\s*:?=\s*(.+)$/i, column: 1, value: 2, sure: false },
]

/** `set country to "AU"`, "currency is always EUR": one value in every row. */
export const setConstant: Try = (wish, scope) => {
  const everywhere = /\s+(?:in|for|of) (?:all|both|every|each) (?:sheets?|templates?|of them)$/i.exec(wish)?.[0] ?? ''
  const clause = wish.slice(0, wish.length - everywhere.length)
  let complaint: string | null = null
  for (const { pattern, column, value, sure } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const said = match[value]!
    // "set phone to Mobile" maps: a plain word that is a column is no value.
    const named = findTargets(match[column]!, scope)
    if (named.some(({ sheet }) => namesSource(said, sheet, scope))) continue
    if (!isQuoted(said) && /,|"|\s(?:and|und|or|oder|then|but)\s/i.test(said)) {
      if (named.length > 0)
        complaint ??= `If "${reveal(said)}" is one value for ${sayTargets(named)}, put it in quotes.`
      continue
    }
    const targets = theTargets(`${match[column]!}${everywhere}`, scope)
    if ('complaint' in targets) {
      if (sure) complaint ??= targets.complaint
      continue
    }
    let { recipe } = scope
    for (const target of targets.found) {
      const read = constantFor(target, unquoted(said), isQuoted(said))
      if ('complaint' in read) return read.complaint
      const sql = read.value === '' ? 'NULL' : text(read.value)
      recipe = withColumn(recipe, target, { sql, why: `"${read.value}" in every row, as a person said.` })
    }
    const value_ = unquoted(said)
    return { recipe, said: `Sets ${sayTargets(targets.found)} to "${value_}" in every row.` }
  }
  return complaint
}

/** What a value can be told to be or not to be; anything else is text. */
const judged: ReadonlySet<string> = new Set(['integer', 'decimal', 'boolean', 'date', 'email'])

/** A value as a column can hold it: an entry of its list, a number, a date. Quoted text is taken as it is where it may. */
export function constantFor(
  { column, template }: TargetColumn,
  said: string,
  quoted: boolean,
): { value: string } | { complaint: string } {
  if (said === '' || (!quoted && /^(?:empty|blank|nothing|null|leer|nichts)$/i.test(said))) return { value: '' }
  const intent = readIntent(column, template)
  if (intent.options !== null && intent.target !== 'boolean') {
    const entry =
      intent.options.find((option) => option === said) ?? matchOption(said, intent.options, intent.optionWords)?.option
    if (entry !== undefined) return { value: entry }
    const shown = intent.options.slice(0, 10).map((option) => `"${option}"`)
    return {
      complaint: `"${said}" is not in the list of ${template.slug}.${column.name}. It takes ${shown.join(', ')}${intent.options.length > shown.length ? ' …' : ''}.`,
    }
  }
  const value = judged.has(intent.target) ? readConstant(`"${said}"`, intent) : said
  if (value !== null) return { value }
  const wanted: Partial<Record<typeof intent.target, string>> = {
    integer: 'a whole number',
    decimal: 'a number with a point (12.50)',
    boolean: 'true or false',
    date: 'a date written as YYYY-MM-DD',
    email: 'an e-mail address',
  }
  return {
    complaint: `"${said}" cannot stand in ${template.slug}.${column.name}, which takes ${wanted[intent.target] ?? 'something else'}.`,
  }
}
