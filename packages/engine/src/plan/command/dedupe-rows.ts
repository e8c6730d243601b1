import type { Dedupe, RecipeSheet } from '@godwit/contract'
import { textList } from '../../sql/quote.ts'
import { type Change, type Try, type WishScope, withSheet } from './change.ts'
import { resolveIn } from './condition-column.ts'
import {
  ambiguous,
  findSheets,
  findSource,
  findTargets,
  noTarget,
  sayTarget,
  type TargetColumn,
} from './find-column.ts'
import { didYouMean } from './names.ts'
import { unquoted } from './quoting.ts'
import { listOfNames } from './words.ts'

const same =
  '(?:by|on|with the same|that (?:have|share) the same|having the same|sharing an?|per|based on|nach|anhand von|mit gleiche[rmn]?)'
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:dedupe|deduplicate|de-duplicate|dedupliziere|(?:merge|remove|drop|delete|combine|entferne|lösche)\\s+(?:the\\s+|all\\s+|die\\s+)?(?:duplicates?|duplicate rows|doubles|doppelte[n]?(?: zeilen| einträge)?|duplikate|dubletten)|merge(?=\\s+(?:rows|records)))(?:\\s+(?:rows|records))?(?:\\s+(?:of|in|from|von|in))?(?:\\s+(?!${same}\\b)(?<what>\\S+))?\\s+${same}\\s+(?<key>.+)$`,
    'i',
  ),
  /^(?:there (?:should|must) be |keep |make it )?(?:only )?one (?:row|record|line) (?:of (?<what>\S+) )?(?:for each|for every|per)\s+(?<key>.+)$/i,
  /^keep (?:only )?(?:the |one )?(?<keep>first|last|latest|newest|oldest|most complete|fullest)(?: (?:row|record|one|duplicate))?(?: of (?:the )?duplicates)? (?:of (?<what>\S+) )?(?:for each|for every|per|of each|by)\s+(?<key>.+)$/i,
]
const never =
  /^(?:(?:do not|don'?t|never|stop)\s+(?:dedupe|deduplicate|deduping|deduplicating|merge|merging|remove|removing)(?:\s+(?:duplicates?|rows|records))?|keep (?:all )?(?:the )?duplicates?|no deduplication)(?:\s+(?:of|in|from|for))?\s*(?<what>\S*)$/i
const survivor =
  /[,\s]+(?:and\s+|und\s+)?(?:keep(?:ing)?|take|behalte|nimm)\s+(?:only\s+)?(?:the\s+|die\s+|den\s+)?(?:row\s+|one\s+)?(?:with the\s+)?(?<keep>first|last|latest|newest|most recent|oldest|earliest|highest|greatest|largest|lowest|most complete|fullest|best filled|erste[n]?|letzte[n]?|neueste[n]?|vollständigste[n]?)(?:\s+(?:one|row|record|zeile))?(?:\s*(?:by|of|according to|in|nach)?\s+(?<by>.+))?$/i

/** "dedupe contacts by email, keep the last", "one row per email", "merge duplicates on name and phone". */
export const dedupeRows: Try = (clause, scope) => {
  const stopped = never.exec(clause)
  if (stopped) return keepDuplicates(stopped.groups!['what']!, scope)
  for (const form of forms) {
    const whole = form.exec(clause)
    if (!whole?.groups) continue
    const rest = survivor.exec(whole.groups['key']!)
    const key = rest ? whole.groups['key']!.slice(0, rest.index) : whole.groups['key']!
    const what = whole.groups['what']
    const sheets =
      what === undefined || /^(?:rows|records|duplicates)$/i.test(what) ? scope.recipe.sheets : findSheets(what, scope)
    if (sheets.length === 0)
      return `There is no sheet called "${unquoted(what!)}".${didYouMean(
        unquoted(what!),
        scope.recipe.sheets.map(({ template }) => template),
      )}`
    return dedupe(
      sheets,
      listOfNames(key),
      { word: rest?.groups?.['keep'] ?? whole.groups['keep'], by: rest?.groups?.['by'] },
      scope,
    )
  }
  return null
}

function dedupe(
  sheets: readonly RecipeSheet[],
  names: readonly string[],
  kept: { word: string | undefined; by: string | undefined },
  scope: WishScope,
): Change | string {
  const keyOf = (name: string, sheet: RecipeSheet): TargetColumn[] => {
    const targets = findTargets(name, scope).filter((target) => target.sheet.template === sheet.template)
    if (targets.length > 0) return targets
    // A source column stands for what it fills.
    const source = findSource(name, sheet, scope)
    const template = scope.templates.find(({ slug }) => slug === sheet.template)
    if (!source || !template) return []
    return template.columns
      .filter((column) => sheet.columns[column.name]?.sql.includes(source.sql))
      .map((column) => ({ sheet, template, column }))
  }
  const reach = sheets
    .map((sheet) => ({ sheet, key: names.map((name) => keyOf(name, sheet)) }))
    .filter(({ key }) => key.every((targets) => targets.length > 0))
  if (reach.length === 0)
    return noTarget(names.find((name) => findTargets(name, scope).length === 0) ?? names[0]!, scope)
  if (reach.length > 1)
    return ambiguous(
      names.join(' and '),
      reach.map(({ key }) => sayTarget(key[0]![0]!)),
    )
  const { sheet, key } = reach[0]!
  const unsure = key.find((targets) => targets.length > 1)
  if (unsure) return ambiguous(names[key.indexOf(unsure)]!, unsure.map(sayTarget))
  const keep = survivorOf(kept, sheet, scope)
  if (typeof keep === 'string' && !['first', 'last', 'most_complete'].includes(keep)) return keep
  const columns = key.map(([target]) => target!.column.name)
  const recipe = withSheet(scope.recipe, sheet.template, (old) => ({
    ...old,
    dedupe: { key: columns, keep: keep as Dedupe['keep'], fill: old.dedupe?.fill ?? [] },
  }))
  const which =
    typeof keep === 'object' ? `with the greatest ${unquoted(kept.by!)}` : `${(keep as string).replace('_', ' ')} one`
  return {
    recipe,
    said: `Rows of ${sheet.template} with the same ${columns.join(' and ')} become one; the ${typeof keep === 'object' ? `one ${which}` : which} is kept.`,
  }
}

/** Which row of several stays; a complaint (any other text) where what it is judged by is not there. */
function survivorOf(
  { word = 'first', by }: { word: string | undefined; by: string | undefined },
  sheet: RecipeSheet,
  scope: WishScope,
): Dedupe['keep'] | string {
  const said = word.toLowerCase()
  if (by !== undefined) {
    const column = resolveIn(sheet, scope)(by, {
      kind: 'comparison',
      column: by,
      operator: '>',
      negated: false,
      values: [],
    })
    if ('complaint' in column) return column.complaint
    if (column.openOrder)
      return `The dates in ${column.label} can be read day first or month first. Say which first, for example "read ${unquoted(by)} as day first".`
    const value =
      column.holds === 'dates'
        ? `parse_timestamp(${column.sql}, ${textList(column.dateFormats)})`
        : column.holds === 'numbers'
          ? `parse_number(${column.sql})`
          : `lower(trim(${column.sql}))`
    const least = /^(?:oldest|earliest|lowest)/.test(said)
    if (least && column.holds === 'text')
      return `I can only tell the ${said} by numbers or dates, and ${column.label} holds text.`
    return { by: !least ? value : column.holds === 'dates' ? `-epoch(${value})` : `-(${value})` }
  }
  if (/complete|full|filled|vollst/.test(said)) return 'most_complete'
  if (/^(?:last|letzte)/.test(said)) return 'last'
  if (/^(?:first|erste)/.test(said)) return 'first'
  return `Say by which column the ${said} row is told, for example "keep the ${said} by Updated".`
}

function keepDuplicates(what: string, scope: WishScope): Change | string {
  const named = what === '' ? scope.recipe.sheets : findSheets(what, scope)
  if (named.length === 0) return `There is no sheet called "${unquoted(what)}".`
  const merging = named.filter((sheet) => sheet.dedupe !== null)
  if (merging.length === 0) return 'No duplicates are merged, so there is nothing to stop.'
  let { recipe } = scope
  for (const { template } of merging) recipe = withSheet(recipe, template, (old) => ({ ...old, dedupe: null }))
  return { recipe, said: `Duplicates in ${merging.map(({ template }) => template).join(', ')} stay as they are.` }
}
