import { fold } from '../match/name-words.ts'
import { type CommandScope, findTargets, type TargetColumn } from './find-column.ts'

/** What a person wants to know, to be answered from the sheets, the ledger and the recipe. */
export type Clarification =
  | { kind: 'why_column'; template: string; column: string }
  | { kind: 'why_dropped'; table: string | null }
  | { kind: 'row_count'; template: string | null }
  | { kind: 'invalid_count'; template: string | null; column: string | null }
  | { kind: 'dropped_count'; table: string | null }
  | { kind: 'merged_count'; template: string | null }
  | { kind: 'unused_columns' }
  | { kind: 'plan' }
  | { kind: 'unknown'; suggestions: string[] }

/** Reads a question about a preview. What is not understood comes back as such, with questions that are. */
export function parseClarify({ message, ...scope }: CommandScope & { message: string }): Clarification {
  const said = message.trim()
  const template = templateIn(said, scope)
  const column = columnIn(said, scope, template)
  const asks = (pattern: RegExp) => pattern.test(said)
  const table = scope.tables.find(({ name }) => said.toLowerCase().includes(name.toLowerCase()))?.name ?? null
  if (asks(/\b(not used|unused|left over|ignored columns?|columns? (?:that )?(?:were|are|is) not|which columns)\b/i))
    return { kind: 'unused_columns' }
  if (asks(/\b(dropped|left out|skipped|excluded|removed|rejected|missing rows|not imported)\b/i)) {
    return asks(/\bwhy\b|\breasons?\b/i) ? { kind: 'why_dropped', table } : { kind: 'dropped_count', table }
  }
  if (asks(/\b(merged|duplicates?|deduped)\b/i)) return { kind: 'merged_count', template }
  if (asks(/\b(invalid|errors?|issues?|wrong|problems?|broken|flagged|bad)\b/i))
    return { kind: 'invalid_count', template: column?.template.slug ?? template, column: column?.column.name ?? null }
  if (column && asks(/\b(why|how|where|which|what)\b/i))
    return { kind: 'why_column', template: column.template.slug, column: column.column.name }
  if (asks(/\bhow many\b|\bnumber of\b|\bcount\b/i)) return { kind: 'row_count', template }
  if (asks(/\b(plan|mapping|recipe|overview|summary|explain|what (?:will|would|happens|are you))\b/i))
    return { kind: 'plan' }
  if (column) return { kind: 'why_column', template: column.template.slug, column: column.column.name }
  return { kind: 'unknown', suggestions: suggestions(scope) }
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
  for (const phrase of phrases) {
    const exact = findTargets(phrase, scope).filter(({ column, template: own }) =>
      [fold(column.name), `${fold(own.slug)} ${fold(column.name)}`, `${fold(own.name)} ${fold(column.name)}`].includes(
        fold(phrase),
      ),
    )
    const chosen = exact.find((target) => target.template.slug === template) ?? exact[0]
    if (chosen) return chosen
  }
  return null
}

function suggestions({ recipe }: CommandScope): string[] {
  const sheet = recipe.sheets[0]
  const column = sheet ? Object.keys(sheet.columns)[0] : undefined
  return [
    ...(sheet ? [`How many rows does ${sheet.template} have?`, `How many rows of ${sheet.template} are invalid?`] : []),
    'How many rows were dropped, and why?',
    ...(column ? [`Why is ${sheet!.template}.${column} filled the way it is?`] : []),
    'Which columns are not used?',
  ]
}
