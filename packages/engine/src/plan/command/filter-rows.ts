import type { RecipeSheet, StagedTable } from '@godwit/contract'
import { fold } from '../match/name-words.ts'
import { type Change, type Try, type WishScope, withSheet } from './change.ts'
import { type Condition, comparisonsOf } from './condition.ts'
import { resolveIn } from './condition-column.ts'
import { ambiguous, findSheets, findSources, findTables, findTargets, tableOf } from './find-column.ts'
import { didYouMean } from './names.ts'
import { parseCondition } from './parse-condition.ts'
import { reveal, unquoted } from './quoting.ts'
import { renderCondition } from './render-condition.ts'
import { bareName } from './words.ts'

const rowWords =
  '(?:rows?|records?|lines?|entries|entry|items?|ones?|people|everyone|everybody|anyone|anything|everything|those|all|zeilen?|datens(?:ä|ae)tze?|eintr(?:ä|ae)ge?|eintrag)'
const where =
  '(?:where|whose|with|that (?:have|has|are|is)|which (?:have|has|are|is)|having|when|if|for which|in which|wo|bei denen|in denen|deren|dessen|mit|wenn|falls)'
const lacking = '(?=(?:without|missing|ohne)\\s)'
const dropVerbs =
  "(?:drop|delete|remove|exclude|skip|leave out|omit|discard|filter out|get rid of|throw (?:away|out)|take out|weed out|ignore|(?:do not|don'?t) (?:import|include|keep|take|migrate|want)|lösche?|entferne|ignoriere|überspringe|importiere keine|schließe)"
const keepVerbs = '(?:keep|import|take|include|migrate|behalte|importiere|nimm)'

const dropForm = new RegExp(
  `^${dropVerbs}\\s+(?:all\\s+|any\\s+|every\\s+|alle\\s+)?(?:the\\s+|die\\s+)?(.+?),?\\s+(?:${where}\\s+|${lacking})(.+?)(?:\\s+aus)?$`,
  'i',
)
const keepForm = new RegExp(
  `^(?:(?:only|nur)\\s+${keepVerbs}|${keepVerbs}\\s+(?:only|just|nur))\\s+(?:the\\s+|those\\s+|die\\s+)?(.+?),?\\s+(?:${where}\\s+|${lacking})(.+)$`,
  'i',
)
const passiveForm = new RegExp(
  `^(?:all\\s+|any\\s+|the\\s+)?(.+?),?\\s+(?:${where}\\s+|${lacking})(.+?)\\s+(?:should|must|need to|have to|has to|can|are to|is to)\\s+(?:not be (?:imported|included|kept|migrated)|be (?:dropped|deleted|removed|excluded|skipped|left out|omitted|ignored|discarded))$`,
  'i',
)
const allForm = new RegExp(
  `^${dropVerbs}\\s+(?:all|every|the whole|everything)\\s+(?:the\\s+)?(?:of\\s+|in\\s+|from\\s+)?(.+)$`,
  'i',
)
const rowsForm = new RegExp(
  `^${dropVerbs}\\s+(?:the\\s+)?(?:source\\s+)?(?:rows?|lines?|zeilen?)\\s+((?:\\d[\\d,]*|\\s|,|and|und|to|bis|-|–)+?)(?:\\s+(?:of|in|from|von|aus)\\s+(.+))?$`,
  'i',
)
const stopForm = new RegExp(
  `^(?:stop (?:dropping|leaving out|skipping|excluding)|(?:do not|don'?t) (?:drop|delete|remove|exclude|skip|leave out|omit|discard)|keep|import|include|bring back)\\s+(?:the\\s+|any\\s+|all\\s+)?(.+?),?\\s+(?:${where}\\s+|${lacking})(.+?)(?:,?\\s+(?:too|as well|again|after all))?$`,
  'i',
)
const keepAllForm =
  /^(?:(?:keep|import|include|take)\s+(?:all|every)(?:\s+(?:of )?the)?|(?:do not|don'?t) (?:drop|leave out|skip|exclude|remove) (?:any|anything)(?: of)?|stop dropping)\s*(.*)$/i

/** `drop rows where Stage is Lead`, `keep only contacts with an email`, "drop rows 3, 7 and 9 of contacts.csv". */
export const filterRows: Try = (clause, scope) => {
  const numbered = rowsForm.exec(clause)
  if (numbered) return dropNumbered(numbered[1]!, numbered[2], scope)
  const stop = stopForm.exec(clause)
  if (
    stop &&
    !/^(?:only|just|nur)\b/i.test(stop[1]!) &&
    /^(?:stop|do|don)|(?:too|as well|again|after all)$/i.test(clause)
  )
    return stopDropping(stop[1]!, stop[2]!, scope)
  const keep = keepForm.exec(clause)
  if (keep) return filter(keep[1]!, keep[2]!, true, scope)
  const drop = passiveForm.exec(clause) ?? dropForm.exec(clause)
  if (drop) return filter(drop[1]!, drop[2]!, false, scope)
  const whole = allForm.exec(clause)
  if (whole) return dropAll(whole[1]!, scope)
  const all = keepAllForm.exec(clause)
  return all ? keepAll(all[1]!, scope) : null
}

type Reach = { sheets: readonly RecipeSheet[]; named: boolean }

/** The sheets that "rows of contacts" speaks of; all of them where only rows are spoken of; null for anything else. */
function reachOf(said: string, scope: WishScope): Reach | null {
  const what = said
    .replace(new RegExp(`^${rowWords}(?:\\s+(?:of|in|from|for|von|aus|für|in)\\s+)?`, 'i'), '')
    .replace(new RegExp(`\\s+${rowWords}$`, 'i'), '')
    .replace(/^(?:the|all|die|alle)\s+/i, '')
    .trim()
  if (what === '') return { sheets: scope.recipe.sheets, named: false }
  const sheets = findSheets(what, scope)
  if (sheets.length > 0) return { sheets, named: true }
  const tables = findTables(what, scope.tables)
  const reading = scope.recipe.sheets.filter((sheet) => ownTables(sheet, scope).some((table) => tables.includes(table)))
  if (reading.length > 0) return { sheets: reading, named: true }
  // "customers where …": what its rows are called by people; the condition says which sheet is meant.
  return /^[\p{L} -]{3,40}$/u.test(what) &&
    !/\b(?:columns?|fields?|values?|sheets?|tables?|files?|cells?)\b/i.test(what)
    ? { sheets: scope.recipe.sheets, named: false }
    : null
}

/** The staged tables whose rows a sheet is made of. */
function ownTables({ from }: RecipeSheet, { recipe, tables }: WishScope): StagedTable[] {
  const refs = recipe.inputs.find(({ ref }) => ref === from)?.union ?? [from]
  return refs.flatMap((ref) => tableOf(recipe, ref, tables) ?? [])
}

function filter(what: string, said: string, keep: boolean, scope: WishScope): Change | string | null {
  const reach = reachOf(what, scope)
  if (reach === null) return null
  const condition = conditionOf(said, reach.sheets, scope)
  if (condition === null) return cannotRead(said)
  const words = reveal(said).slice(0, 150)
  if (!keep && condition.kind === 'comparison' && condition.operator === 'valid' && condition.negated)
    return dropInvalid(condition.column, reach, scope)
  const chosen = chooseSheets(condition, reach, scope)
  if (typeof chosen === 'string') return chosen
  let { recipe } = scope
  for (const { sheet, sql } of chosen) {
    const when = keep ? `NOT coalesce(${sql}, false)` : sql
    const reason = (keep ? `not ${words}` : words).slice(0, 200)
    recipe = withSheet(recipe, sheet.template, (old) =>
      old.drop.some((rule) => rule.when === when) ? old : { ...old, drop: [...old.drop, { when, reason }] },
    )
  }
  const names = chosen.map(({ sheet }) => sheet.template).join(', ')
  const remarks = new Set(chosen.flatMap((each) => remarksOn(condition, each, scope)))
  return {
    recipe,
    said: [
      `${keep ? 'Keeps only' : 'Leaves out'} rows of ${names} ${/^(?:no|without|with|missing|ohne)\b/i.test(words) ? words : `where ${words}`}.`,
      ...remarks,
    ].join(' '),
  }
}

const cannotRead = (said: string): string =>
  `I cannot read the condition "${reveal(said)}". Name a column of the source, then "is", "is not", "contains", "is empty", "is one of" or a comparison (> 100, before 2024-01-31).`

/** A condition in words; also the short "with status Lost", a column and its value without a verb between them. */
function conditionOf(said: string, sheets: readonly RecipeSheet[], scope: WishScope): Condition | null {
  const known = (name: string) =>
    sheets.some((sheet) => findSources(name, sheet, scope).length > 0) || findTargets(name, scope).length > 0
  const parsed = parseCondition(said)
  if (parsed !== null && comparisonsOf(parsed).every(({ column }) => known(column))) return parsed
  // "with an email": that there is one.
  const alone = said.replace(/^(?:an?|any|some|eine?[nrm]?)\s+/i, '')
  if (known(alone)) return { kind: 'comparison', column: alone, operator: 'empty', negated: true, values: [] }
  for (const match of said.matchAll(/\s+/g)) {
    const [name, value] = [said.slice(0, match.index), said.slice(match.index + match[0].length)]
    if (/^(?:is|are|not|has|ist)\b|[=<>]/i.test(value) || !known(name)) continue
    const short = parseCondition(`${name} is ${value}`)
    if (short !== null) return short
  }
  return parsed
}

type Chosen = { sheet: RecipeSheet; sql: string }

/**
 * The sheets whose rows a condition can be asked of, with its SQL. Where nobody has named a sheet, they must be made of
 * the same table: else it is not clear whose rows are meant.
 */
function chooseSheets(condition: Condition, reach: Reach, scope: WishScope): Chosen[] | string {
  const names = comparisonsOf(condition).map(({ column }) => column)
  const rated = reach.sheets
    .map((sheet) => ({ sheet, rate: Math.min(...names.map((name) => nearness(name, sheet, scope))) }))
    .sort((a, b) => b.rate - a.rate)
  const found: (Chosen & { rate: number })[] = []
  let complaint: string | null = null
  for (const { sheet, rate } of rated) {
    const rendered = renderCondition(condition, resolveIn(sheet, scope))
    if ('complaint' in rendered) complaint ??= rendered.complaint
    else found.push({ sheet, sql: rendered.sql, rate })
  }
  const [nearest] = found
  if (!nearest || (complaint !== null && rated[0]!.rate > nearest.rate)) return complaint ?? 'There is no sheet yet.'
  if (reach.named) return found
  const meant = found.filter(({ rate }) => rate === nearest.rate)
  const tables = new Set(meant.map(({ sheet }) => sheet.from))
  if (tables.size === 1) return meant
  return `That could mean the rows of ${meant.map(({ sheet }) => sheet.template).join(' or of ')}. Say which, for example "rows of ${meant[0]!.sheet.template} where …".`
}

/** How well a name fits a sheet: 3 its own table has a column called so, 2 the sheet or a lookup, 1 only nearly. */
function nearness(name: string, sheet: RecipeSheet, scope: WishScope): number {
  const same = (other: string) => fold(other) === fold(unquoted(bareName(name)))
  const sources = findSources(name, sheet, scope)
  if (sources.some((source) => same(source.name))) return sources[0]!.own ? 3 : 2
  if (Object.keys(sheet.columns).some(same)) return 2
  return sources.length > 0 ? 1 : 0
}

/** What a name was taken for where it is not what the column is called. */
function remarksOn(condition: Condition, { sheet }: Chosen, scope: WishScope): string[] {
  return comparisonsOf(condition).flatMap((comparison) => {
    if (nearness(comparison.column, sheet, scope) > 1) return []
    const taken = resolveIn(sheet, scope)(comparison.column, comparison)
    return 'label' in taken ? [`"${unquoted(bareName(comparison.column))}" is read as ${taken.label}.`] : []
  })
}

function dropInvalid(name: string, { sheets }: Reach, scope: WishScope): Change | string {
  const targets = findTargets(name, scope).filter(({ sheet }) =>
    sheets.some(({ template }) => template === sheet.template),
  )
  if (targets.length === 0)
    return `There is no target column called "${unquoted(name)}" whose values could be valid or not.`
  if (targets.length > 1)
    return ambiguous(
      name,
      targets.map(({ template, column }) => `${template.slug}.${column.name}`),
    )
  const { sheet, column } = targets[0]!
  const recipe = withSheet(scope.recipe, sheet.template, (old) => ({
    ...old,
    drop_invalid: [...new Set([...old.drop_invalid, column.name])],
  }))
  return { recipe, said: `Leaves out rows of ${sheet.template} without a valid ${column.name}.` }
}

function dropNumbered(said: string, what: string | undefined, scope: WishScope): Change | string {
  const rows = readRanges(said)
  if (rows.length === 0)
    return `I cannot read which rows "${said}" are. Write them as "rows 3, 7 and 9" or "rows 10 to 20".`
  const reach = what === undefined ? { sheets: scope.recipe.sheets, named: false } : reachOf(what, scope)
  if (reach === null)
    return `There is no table or sheet called "${unquoted(what ?? '')}".${didYouMean(
      unquoted(what ?? ''),
      scope.tables.map(({ name }) => name),
    )}`
  const tables = new Set(reach.sheets.flatMap((sheet) => ownTables(sheet, scope)))
  if (tables.size !== 1)
    return `Rows are counted in each table. Say of which one: ${scope.tables
      .map(({ name }) => `"rows ${said.trim()} of ${name}"`)
      .slice(0, 4)
      .join(' or ')}.`
  const [table] = [...tables]
  let { recipe } = scope
  const when = (from: string) =>
    rows
      .map(({ first, last }) =>
        first === last ? `${from}._row = ${first}` : `${from}._row BETWEEN ${first} AND ${last}`,
      )
      .join(' OR ')
  const shown = rows.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ')
  for (const sheet of reach.sheets)
    recipe = withSheet(recipe, sheet.template, (old) => ({
      ...old,
      drop: [...old.drop, { when: when(sheet.from), reason: `row ${shown} of ${table!.name}`.slice(0, 200) }],
    }))
  return { recipe, said: `Leaves out row ${shown} of ${table!.name}.` }
}

function readRanges(said: string): { first: number; last: number }[] {
  const pieces = said.replace(/,(?=\d{3}\b)/g, '').split(/\s*(?:,|\band\b|\bund\b)\s*/i)
  return pieces.flatMap((piece) => {
    const match = /^\s*(\d+)(?:\s*(?:-|–|to|bis)\s*(\d+))?\s*$/i.exec(piece)
    if (!match) return []
    return [{ first: Number(match[1]), last: Number(match[2] ?? match[1]) }]
  })
}

function stopDropping(what: string, said: string, scope: WishScope): Change | string | null {
  const reach = reachOf(what, scope)
  if (reach === null) return null
  const words = reveal(said).toLowerCase()
  const condition = conditionOf(said, reach.sheets, scope)
  let { recipe } = scope
  const lifted: string[] = []
  for (const sheet of reach.sheets) {
    const rendered = condition ? renderCondition(condition, resolveIn(sheet, scope)) : null
    const sql = rendered && 'sql' in rendered ? (rendered.sql as string) : null
    const goes = ({ when, reason }: RecipeSheet['drop'][number]) => when === sql || reason.toLowerCase() === words
    lifted.push(...sheet.drop.filter(goes).map(({ reason }) => `${sheet.template}: ${reason}`))
    recipe = withSheet(recipe, sheet.template, (old) => ({ ...old, drop: old.drop.filter((rule) => !goes(rule)) }))
  }
  if (lifted.length > 0) return { recipe, said: `Rows are no longer left out for: ${lifted.join('; ')}.` }
  const rules = reach.sheets.flatMap(({ template, drop }) => drop.map(({ reason }) => `"${reason}" (${template})`))
  return rules.length === 0
    ? 'No rows are left out by a rule, so there is none to lift.'
    : `No rule leaves out rows where ${reveal(said)}. The rules are: ${rules.slice(0, 10).join(', ')}.`
}

/** "drop all companies": nothing of a sheet is wanted. */
function dropAll(what: string, scope: WishScope): Change | string | null {
  const sheets = findSheets(what.replace(new RegExp(`^${rowWords}\\s+(?:of|in|from)\\s+`, 'i'), ''), scope)
  if (sheets.length !== 1) return null
  const { template } = sheets[0]!
  const recipe = withSheet(scope.recipe, template, (old) => ({
    ...old,
    drop: [...old.drop, { when: 'true', reason: `no ${template} are wanted` }],
  }))
  return { recipe, said: `Leaves out all rows of ${template}.` }
}

function keepAll(what: string, scope: WishScope): Change | string | null {
  const reach = reachOf(what.replace(/^of\s+/i, '') || 'rows', scope)
  if (reach === null) return null
  const ruled = reach.sheets.filter(({ drop, drop_invalid }) => drop.length + drop_invalid.length > 0)
  if (ruled.length === 0) return 'No rows are left out by a rule, so there is none to lift.'
  let { recipe } = scope
  for (const { template } of ruled)
    recipe = withSheet(recipe, template, (old) => ({ ...old, drop: [], drop_invalid: [] }))
  return {
    recipe,
    said: `No rows of ${ruled.map(({ template }) => template).join(', ')} are left out by a rule any more.`,
  }
}
