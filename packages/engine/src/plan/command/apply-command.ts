import type { RecipeBody, RecipeSheet } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { type Conversion, conversion } from '../convert/conversion.ts'
import { convert } from '../convert/convert.ts'
import { fold } from '../match/name-words.ts'
import { readIntent } from '../match/read-intent.ts'
import { profileValues } from '../shape/profile-values.ts'
import { type Change, type Try, withSheet } from './change.ts'
import {
  type CommandScope,
  findSource,
  findTargets,
  type SourceColumn,
  sourceColumns,
  type TargetColumn,
  unquoted,
} from './find-column.ts'
import { parseCondition } from './parse-condition.ts'
import { type DateOrder, orderRead, readDates, sayOrder, takeOrder } from './read-dates.ts'

export type CommandInput = CommandScope & { message: string }

/** Either the changed recipe with a sentence for each change, or what was not understood with the nearest it can do. */
export type CommandResult = { recipe: RecipeBody; summary: string } | { notUnderstood: string; suggestions: string[] }

/**
 * Changes a recipe as a message in plain words asks; several wishes may stand in one message. All or nothing: if one of
 * them is not understood, nothing changes. The result still has to pass `checkRecipe`.
 */
export function applyCommand({ message, ...scope }: CommandInput): CommandResult {
  const clauses = message
    .split(/[;\n]+|\.\s+(?=[A-Z"“])|,?\s+and then\s+|,\s+then\s+/)
    .map((clause) => clause.trim().replace(/\.$/, ''))
    .filter((clause) => clause !== '')
  if (clauses.length === 0) return { notUnderstood: 'The message is empty.', suggestions: examples(scope) }
  let { recipe } = scope
  const summary: string[] = []
  for (const clause of clauses) {
    const change = applyOne(clause, { ...scope, recipe })
    if (change === null || typeof change === 'string') {
      return {
        notUnderstood: change ?? `"${clause}" is nothing I know how to do. Nothing was changed.`,
        suggestions: examples(scope),
      }
    }
    recipe = change.recipe
    summary.push(change.said)
  }
  return { recipe, summary: summary.join(' ') }
}

function applyOne(clause: string, scope: CommandScope): Change | string | null {
  let complaint: string | null = null
  for (const attempt of [dropRows, keepRows, mapValue, dedupe, setConstant, readDates, mapColumn, unmapColumn]) {
    const result = attempt(clause.replace(/^(please|can you|could you|i want to|we should|also)\s+/i, ''), scope)
    if (result !== null && typeof result !== 'string') return result
    complaint ??= result
  }
  return complaint
}

const dropRows: Try = (clause, scope) => {
  const match =
    /^(?:drop|delete|remove|exclude|skip|leave out|omit|do not import|don'?t import|filter out|ignore)\s+(?:all\s+)?(?:the\s+)?(?:rows?|records?|lines?|(\S+))\s*(?:of (\S+) )?(?:where|whose|with|that have|when|if)\s+(.+)$/i.exec(
      clause,
    )
  return match ? filterRows(scope, match[2] ?? match[1], match[3]!, false) : null
}

const keepRows: Try = (clause, scope) => {
  const match =
    /^(?:keep|import|take)\s+only\s+(?:the\s+)?(?:rows?|records?|lines?|(\S+))\s*(?:of (\S+) )?(?:where|whose|with|that have|when|if)\s+(.+)$/i.exec(
      clause,
    )
  return match ? filterRows(scope, match[2] ?? match[1], match[3]!, true) : null
}

function filterRows(scope: CommandScope, object: string | undefined, said: string, keep: boolean): Change | string {
  const named = object ? sheetsNamed(object, scope) : []
  const sheets = named.length > 0 ? named : scope.recipe.sheets
  const found = sheets.flatMap((sheet) => {
    const condition = parseCondition(said, sheet, scope)
    return condition ? [{ sheet, condition }] : []
  })
  if (found.length === 0)
    return `I cannot read the condition "${said}". Name a column of the source, then "is", "is not", "contains", "is empty" or a comparison.`
  const words = said.slice(0, 150)
  let { recipe } = scope
  for (const { sheet, condition } of found) {
    const when = keep ? `NOT coalesce(${condition.sql}, false)` : condition.sql
    recipe = withSheet(recipe, sheet.template, (old) => ({
      ...old,
      drop: [...old.drop, { when, reason: keep ? `not ${words}` : words }],
    }))
  }
  return {
    recipe,
    said: `${keep ? 'Keeps only' : 'Leaves out'} rows of ${found.map(({ sheet }) => sheet.template).join(', ')} where ${words}.`,
  }
}

const sheetsNamed = (word: string, { recipe, templates }: CommandScope): RecipeSheet[] =>
  recipe.sheets.filter((sheet) => {
    const name = templates.find(({ slug }) => slug === sheet.template)?.name ?? sheet.template
    return [sheet.template, name].some((known) => fold(known) === fold(word) || fold(known) === `${fold(word)}s`)
  })

const mapValue: Try = (clause, scope) => {
  const match =
    /^(?:map|change|turn|rename|replace)\s+(?:the )?(?:value )?("[^"]+"|“[^”]+”|'[^']+'|\S+)\s+(?:to|as|into|with|by)\s+("[^"]+"|“[^”]+”|'[^']+'|\S+)\s+(?:in|for)\s+(?:the )?(?:column )?(.+)$/i.exec(
      clause,
    ) ?? /^("[^"]+"|“[^”]+”)\s*(?:=|->|→|means|becomes|is)\s*("[^"]+"|“[^”]+”|\S+)\s+(?:in|for)\s+(.+)$/i.exec(clause)
  if (!match) return null
  const [value, wanted] = [unquoted(match[1]!), unquoted(match[2]!)]
  const targets = findTargets(match[3]!, scope)
  if (targets.length === 0) return `There is no target column called "${unquoted(match[3]!)}".`
  let { recipe } = scope
  for (const { sheet, column } of targets) {
    recipe = withSheet(recipe, sheet.template, (old) =>
      withMappedValue(old, column.name, value, /^(empty|nothing|blank)$/i.test(wanted) ? null : wanted),
    )
  }
  return {
    recipe,
    said: `"${value}" becomes "${wanted}" in ${targets.map(({ template, column }) => `${template.slug}.${column.name}`).join(', ')}.`,
  }
}

function withMappedValue(sheet: RecipeSheet, name: string, value: string, wanted: string | null): RecipeSheet {
  const column = sheet.columns[name]
  if (!column) return sheet
  const mapName = /map_value\(.*, '([^']+)'\)/s.exec(column.sql)?.[1] ?? name
  const map = Object.fromEntries(
    Object.entries(sheet.value_maps[mapName] ?? {}).filter(
      ([known]) => known.trim().toLowerCase() !== value.toLowerCase(),
    ),
  )
  const used = column.sql.includes('map_value(')
  return {
    ...sheet,
    value_maps: { ...sheet.value_maps, [mapName]: { ...map, [value]: wanted } },
    columns: used
      ? sheet.columns
      : {
          ...sheet.columns,
          [name]: { ...column, sql: `map_value(${column.sql}, ${text(mapName)})`, confidence: null },
        },
  }
}

const dedupe: Try = (clause, scope) => {
  const match =
    /^(?:dedupe|deduplicate|merge (?:rows|duplicates)|remove duplicates)(?:\s+(\S+))?\s+(?:by|on|with the same)\s+(.+?)(?:,?\s+(?:and )?keep(?:ing)? (?:the )?(first|last|most complete))?$/i.exec(
      clause,
    )
  if (!match) return null
  const targets = findTargets(match[2]!, scope).filter(
    ({ sheet }) => !match[1] || sheetsNamed(match[1], scope).includes(sheet),
  )
  if (targets.length === 0) return `There is no target column called "${unquoted(match[2]!)}".`
  const keep = (match[3]?.toLowerCase().replace(' ', '_') ?? 'first') as 'first' | 'last' | 'most_complete'
  let { recipe } = scope
  for (const { sheet, column } of targets)
    recipe = withSheet(recipe, sheet.template, (old) => ({
      ...old,
      dedupe: { key: [column.name], keep, fill: old.dedupe?.fill ?? [] },
    }))
  return {
    recipe,
    said: `Rows with the same ${targets[0]!.column.name} become one; the ${keep.replace('_', ' ')} one is kept.`,
  }
}

const setConstant: Try = (clause, scope) => {
  const match =
    /^(?:set|fill|make)\s+(.+?)\s+(?:to|with|as|=)\s+(?:the (?:constant|value|text) )?("[^"]*"|“[^”]*”|'[^']*'|-?\d[\d.]*|true|false)$/i.exec(
      clause,
    )
  if (!match) return null
  const targets = findTargets(match[1]!, scope)
  if (targets.length === 0) return `There is no target column called "${unquoted(match[1]!)}".`
  const value = unquoted(match[2]!)
  return changeColumns(
    scope,
    targets,
    () => ({ sql: value === '' ? 'NULL' : text(value), why: 'Set by a person.' }),
    `Sets ${named(targets)} to "${value}".`,
  )
}

const mapColumn: Try = (wish, scope) => {
  const { clause, order } = takeOrder(wish)
  const forms: readonly [RegExp, number, number][] = [
    [/^map\s+(.+?)\s+(?:to|onto|into|->|→)\s+(.+)$/i, 1, 2],
    [/^use\s+(.+?)\s+(?:for|as|instead for)\s+(.+)$/i, 1, 2],
    [/^(?:take|fill|get|read)\s+(.+?)\s+(?:from|with|out of)\s+(.+)$/i, 2, 1],
    [/^(.+?)\s+(?:should come|comes|should be taken|is taken) from\s+(.+)$/i, 2, 1],
    [/^(.+?)\s*(?:->|→)\s*(.+)$/i, 1, 2],
  ]
  let complaint: string | null = null
  for (const [pattern, sourceAt, targetAt] of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const said = match[targetAt]!
    const targets = findTargets(said, scope)
    if (targets.length === 0) {
      complaint ??= `There is no target column called "${unquoted(said)}".`
      continue
    }
    const reachable = targets.flatMap((target) => {
      const source = findSource(match[sourceAt]!, target.sheet, scope)
      return source ? [{ target, source }] : []
    })
    if (reachable.length === 0) {
      complaint ??= `There is no column "${unquoted(match[sourceAt]!)}" in what fills ${targets.map(({ template }) => template.slug).join(', ')}.`
      continue
    }
    let { recipe } = scope
    const remarks: string[] = []
    for (const { target, source } of reachable) {
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
      remarks.push(...remarksOn(source, converted, order ?? orderRead(converted.sql)))
      recipe = withSheet(recipe, target.sheet.template, (old) => ({
        ...old,
        columns: {
          ...old.columns,
          [target.column.name]: {
            sql: grouped(old, made.sql),
            why: `Taken from "${source.name}", as a person said.`,
            confidence: null,
          },
        },
        value_maps: made.valueMap ? { ...old.value_maps, [target.column.name]: made.valueMap } : old.value_maps,
      }))
    }
    const names = named(reachable.map(({ target }) => target))
    return { recipe, said: [`Fills ${names} from "${reachable[0]!.source.name}".`, ...new Set(remarks)].join(' ') }
  }
  return complaint
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
    const listed = point.values.slice(0, 5).map(({ value }) => `"${value}"`)
    return `${listed.join(', ')}${point.values.length > 5 ? ' and others' : ''} ${point.values.length === 1 ? 'is' : 'are'} not in the list and will be flagged.`
  })
  if (order !== null && open.every(({ kind }) => kind !== 'date_order')) {
    const other = order === 'day_first' ? 'month_first' : 'day_first'
    remarks.push(`Its dates are read ${sayOrder(order)}; to change that, say "read ${name} as ${sayOrder(other)}".`)
  }
  return remarks
}

/** In a grouped sheet a column is one value of the group: the first filled one. */
const grouped = (sheet: RecipeSheet, sqlText: string): string =>
  sheet.group === null ? sqlText : `arg_min(${sqlText}, ${sheet.from}._row)`

const unmapColumn: Try = (clause, scope) => {
  const match =
    /^(?:ignore|unmap|clear|skip|drop|remove|do not fill|don'?t fill|do not map|don'?t map|leave out)\s+(?:the )?(?:column |field )?(.+?)(?: column| field)?$/i.exec(
      clause,
    ) ?? /^leave\s+(.+?)\s+(?:empty|blank)$/i.exec(clause)
  if (!match) return null
  const said = match[1]!
  const targets = findTargets(said, scope)
  if (targets.length > 0)
    return changeColumns(
      scope,
      targets,
      () => ({ sql: 'NULL', why: 'Left empty, as a person said.' }),
      `Leaves ${named(targets)} empty.`,
    )
  // A source column: whatever reads it is emptied.
  const readers = scope.recipe.sheets.flatMap((sheet) => {
    const source = findSource(said, sheet, scope)
    const template = scope.templates.find(({ slug }) => slug === sheet.template)
    if (!source || !template) return []
    return template.columns
      .filter(({ name }) => sheet.columns[name]?.sql.includes(source.sql))
      .map((column): TargetColumn => ({ sheet, template, column }))
  })
  if (readers.length > 0)
    return changeColumns(
      scope,
      readers,
      () => ({ sql: 'NULL', why: 'Left empty, as a person said.' }),
      `Leaves ${named(readers)} empty.`,
    )
  const known = scope.recipe.sheets.some((sheet) => findSource(said, sheet, scope) !== null)
  return known
    ? { recipe: scope.recipe, said: `"${unquoted(said)}" is not used by any sheet.` }
    : `There is no column called "${unquoted(said)}".`
}

const named = (targets: readonly TargetColumn[]): string =>
  targets.map(({ template, column }) => `${template.slug}.${column.name}`).join(', ')

function changeColumns(
  scope: CommandScope,
  targets: readonly TargetColumn[],
  make: (target: TargetColumn) => { sql: string; why: string },
  said: string,
): Change {
  let { recipe } = scope
  for (const target of targets) {
    recipe = withSheet(recipe, target.sheet.template, (old) => ({
      ...old,
      columns: { ...old.columns, [target.column.name]: { ...make(target), confidence: null } },
    }))
  }
  return { recipe, said }
}

/** What can be said, with names of this very migration. */
function examples(scope: CommandScope): string[] {
  const sheet = scope.recipe.sheets[0]
  const source = sheet ? (sourceColumns(sheet, scope)[0]?.name ?? 'Column') : 'Column'
  const target = sheet ? (Object.keys(sheet.columns)[0] ?? 'name') : 'name'
  return [
    `map "${source}" to ${target}`,
    `leave ${target} empty`,
    `set ${target} to "…"`,
    `drop rows where "${source}" is empty`,
    `keep only rows where "${source}" is "…"`,
    `map value "…" to "…" in ${target}`,
    `read "${source}" as day first`,
    `dedupe by ${target}, keep last`,
  ]
}
