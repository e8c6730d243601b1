import { fold } from '../match/name-words.ts'
import { type CommandScope, findTargets, type TargetColumn } from './find-column.ts'
import { hideQuotes, reveal, unquoted } from './quoting.ts'
import { type AskedRows, asksAboutKind, readRowCondition } from './row-condition.ts'

/** A row by its number: of a staged table (as the source counts), of a sheet (from 1), or of whichever it can be. */
export type RowPlace = { table: string | null; template: string | null; row: number }

/** What a person wants to know, to be answered from the sheets, the ledger and the recipe. */
export type Clarification =
  | { kind: 'why_column'; template: string; column: string }
  | { kind: 'cell'; place: RowPlace; column: string }
  | { kind: 'row'; place: RowPlace }
  | { kind: 'value'; value: string; template: string | null; column: string | null }
  | { kind: 'count_where'; rows: AskedRows; list: boolean }
  | { kind: 'why_dropped'; table: string | null; list: boolean }
  | { kind: 'row_count'; template: string | null; table: string | null }
  | { kind: 'invalid_count'; template: string | null; column: string | null; list: boolean }
  | { kind: 'dropped_count'; table: string | null }
  | { kind: 'merged_count'; template: string | null; list: boolean }
  | { kind: 'unused_columns' }
  | { kind: 'unsure' }
  | { kind: 'answers' }
  | { kind: 'what_if'; message: string }
  | { kind: 'plan' }
  | { kind: 'unknown'; suggestions: string[] }

const whatIf =
  /^(?:so\s+)?(?:what (?:would|will|does|could) (?:change|happen|be different|it do|that do|become different)|what (?:happens|changes)|how (?:many .+ )?would .+? change|what effect would it have|would (?:it|anything) (?:change|help|make a difference)|was (?:würde|passiert|ändert sich|wäre)(?: sich ändern| passieren)?)[^?]*?\s+(?:if|when|wenn|falls)\s+(?:(?:i|we|you|one|ich|wir|man)\s+(?:were to |was to |would )?)?(.+?)\??$/is
const dryRun = /^(?:dry[- ]?run|try|simulate|pretend)(?: this| that| it)?\s*[:,-]?\s+(?:to\s+)?(.+)$/is

/** Reads a question about a preview. What is not understood comes back as such, with questions that are. */
export function parseClarify({ message, ...scope }: CommandScope & { message: string }): Clarification {
  const supposed = whatIf.exec(message.trim()) ?? dryRun.exec(message.trim())
  if (supposed) return { kind: 'what_if', message: supposed[1]! }
  const hidden = hideQuotes(message.trim())
  const said = reveal(hidden)
  const table = tableIn(said, scope)
  const template = templateIn(table === null ? said : said.replace(new RegExp(escaped(table), 'gi'), ' '), scope)
  const column = columnIn(said, scope, template)
  const asks = (pattern: RegExp) => pattern.test(said)
  const list = asks(/\b(which|list|show|what are|who|welche|zeige?)\b/i)

  if (asks(/\b(questions?|answers?|answered|asked|fragen?|antwort(?:en)?)\b/i) && !asks(/\bhow many rows\b/i))
    return { kind: 'answers' }
  const row = /\b(?:rows?|line|record|zeile)\s*(?:number|no\.?|nr\.?|#)?\s*(\d{1,12})\b/i.exec(said)
  if (row) {
    const place = { table, template, row: Number(row[1]) }
    const cell =
      column &&
      asks(/\b(where|why|how|comes?|from|source|origin|woher|warum)\b/i) &&
      !asks(/\b(invalid|happened|dropped)\b/i)
    return cell ? { kind: 'cell', place, column: column.column.name } : { kind: 'row', place }
  }
  const value = valueIn(hidden, scope)
  if (value !== null)
    return { kind: 'value', value, template: column?.template.slug ?? template, column: column?.column.name ?? null }
  if (
    asks(
      /\b(not used|unused|left over|leftover|ignored columns?|columns? (?:that )?(?:were|are|is) not|which columns)\b/i,
    )
  )
    return { kind: 'unused_columns' }
  if (asks(/\b(unsure|not sure|uncertain|doubt(?:s|ful)?|confidence|confident|worth a look|least sure|unsicher)\b/i))
    return { kind: 'unsure' }
  if (
    asks(
      /\b(dropped|left out|skipped|excluded|removed|rejected|missing rows|not imported|lost|weggelassen|ausgelassen)\b/i,
    )
  ) {
    if (list) return { kind: 'why_dropped', table, list: true }
    return asks(/\bwhy\b|\breasons?\b|\bwarum\b/i)
      ? { kind: 'why_dropped', table, list: false }
      : { kind: 'dropped_count', table }
  }
  if (asks(/\b(merged|duplicates?|deduped|deduplicated|dubletten|duplikate)\b/i))
    return { kind: 'merged_count', template, list }
  if (asks(/\b(invalid|errors?|issues?|wrong|problems?|broken|flagged|bad|fehler|ungültig)\b/i))
    return {
      kind: 'invalid_count',
      template: column?.template.slug ?? template,
      column: column?.column.name ?? null,
      list: list || asks(/\bwhy\b|\breasons?\b|\bwarum\b/i),
    }
  const rows = readRowCondition(hidden, scope)
  if (rows) return { kind: 'count_where', rows, list: !asks(/\bhow many\b|\bnumber of\b|\bcount\b|\bwie viele\b/i) }
  if (column && asks(/\b(why|how|where|which|what|warum|woher|wie)\b/i) && !asks(/\bhow many\b/i))
    return { kind: 'why_column', template: column.template.slug, column: column.column.name }
  if (asks(/\bhow many\b|\bnumber of\b|\bcount\b|\bwie viele\b/i))
    return asksAboutKind(hidden)
      ? { kind: 'unknown', suggestions: suggestions(scope) }
      : { kind: 'row_count', template, table }
  if (asks(/\b(plan|mapping|recipe|overview|summary|explain|what (?:will|would|happens|are you))\b/i))
    return { kind: 'plan' }
  if (column) return { kind: 'why_column', template: column.template.slug, column: column.column.name }
  return { kind: 'unknown', suggestions: suggestions(scope) }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The table whose name stands in a text, the longest one; without its ending only where it is no sheet's name as well. */
function tableIn(said: string, { tables, templates }: CommandScope): string | null {
  const lower = said.toLowerCase()
  const words = ` ${fold(said)} `
  const sheets = new Set(templates.flatMap(({ slug, name }) => [fold(slug), fold(name)]))
  const named = tables.filter(({ name }) => {
    const bare = fold(name.replace(/\.\w{2,7}$/, ''))
    return lower.includes(name.toLowerCase()) || (bare !== '' && !sheets.has(bare) && words.includes(` ${bare} `))
  })
  return named.sort((a, b) => b.name.length - a.name.length)[0]?.name ?? null
}

function templateIn(said: string, { templates }: CommandScope): string | null {
  const words = ` ${fold(said)} `
  const named = templates.filter(({ slug, name }) =>
    [slug, name].some(
      (known) => words.includes(` ${fold(known)} `) || words.includes(` ${fold(known).replace(/s$/, '')} `),
    ),
  )
  return named.length === 1 ? named[0]!.slug : null
}

/** The longest run of words that names a target column exactly. */
function columnIn(said: string, scope: CommandScope, template: string | null): TargetColumn | null {
  const quoted = /"([^"]+)"|“([^”]+)”|\b([a-z0-9_-]+\.[a-z0-9_]+)\b/i.exec(said)
  const words = fold(said).split(' ')
  const phrases = [quoted?.[1] ?? quoted?.[2] ?? quoted?.[3]?.replace('.', ' ')].filter(
    (phrase) => phrase !== undefined,
  )
  for (let length = Math.min(4, words.length); length >= 1; length--) {
    for (let start = 0; start + length <= words.length; start++)
      phrases.push(words.slice(start, start + length).join(' '))
  }
  const known = new Set(
    scope.templates.flatMap((own) =>
      own.columns.flatMap(({ name }) => [
        fold(name),
        `${fold(own.slug)} ${fold(name)}`,
        `${fold(own.name)} ${fold(name)}`,
      ]),
    ),
  )
  for (const phrase of phrases) {
    if (!known.has(fold(phrase))) continue
    const found = findTargets(phrase, scope)
    const chosen = found.find((target) => target.template.slug === template) ?? found[0]
    if (chosen) return chosen
  }
  return null
}

const aboutValue = [
  /(?:what (?:happens|happened|becomes|became|will become|would become|is done|does .+? do)|where (?:do|does|did|is|are|went|goes|go)|how (?:is|are|was|were)|what about|why (?:is|are|was|were)|was (?:wird|passiert|geschieht))\s+(?:to|of|with|for|aus|mit)?\s*(?:the )?(?:values?\s+|cells?\s+)?("[^"]+")/i,
  /(?:what (?:happens|happened|becomes|became|will become|would become)|what about)\s+(?:to|of|with|for)\s+(?:the )?(?:values?\s+|cells?\s+)(.+?)(?:\s+(?:in|of)\s+.+)?\??$/i,
  /(?:what (?:becomes|became|will become|would become) of|was wird aus)\s+(.+?)(?:\s+(?:in|of)\s+.+)?\??$/i,
]

/** The raw value that a question is about; null where it is about none, or about a column of that name. */
function valueIn(hidden: string, scope: CommandScope): string | null {
  for (const pattern of aboutValue) {
    const match = pattern.exec(hidden)
    if (!match) continue
    const value = unquoted(match[1]!)
    const columns = scope.templates.flatMap(({ columns: own }) => own.map(({ name }) => fold(name)))
    if (!columns.includes(fold(value))) return value
  }
  return null
}

function suggestions({ recipe, tables, templates }: CommandScope): string[] {
  const sheet = recipe.sheets[0]
  const column = sheet ? Object.keys(sheet.columns)[0] : undefined
  const name = templates.find(({ slug }) => slug === sheet?.template)?.slug
  return [
    ...(name
      ? [
          `How many rows does ${name} have?`,
          `Which rows of ${name} are invalid, and why?`,
          `Why is row 1 of ${name} invalid?`,
        ]
      : []),
    ...(tables[0] ? [`What happened to row 5 of ${tables[0].name}?`] : []),
    'Which rows were dropped, and why?',
    ...(column ? [`Why is ${name}.${column} filled the way it is?`, `How many ${name} have no ${column}?`] : []),
    'What becomes of "…"?',
    'Which columns are not used?',
    'What would change if I …?',
    'What questions were answered, and how?',
  ]
}
