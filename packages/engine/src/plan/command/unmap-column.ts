import { fold } from '../match/name-words.ts'
import { type Change, type Try, type WishScope, withColumn } from './change.ts'
import {
  ambiguous,
  findSheets,
  findSource,
  findTargets,
  sayTarget,
  sayTargets,
  sourceColumns,
  type TargetColumn,
} from './find-column.ts'
import { didYouMean } from './names.ts'
import { unquoted } from './quoting.ts'
import { bareName, listOfNames } from './words.ts'

const forms: readonly RegExp[] = [
  /^(?:leave|keep|make|set|lasse|lass)\s+(.+?)\s+(?:empty|blank|unmapped|unfilled|to (?:nothing|null|empty)|leer)$/i,
  /^(?:do not|don'?t)\s+(?:fill|map|import|use|take|migrate)\s+(?:the\s+)?(.+)$/i,
  /^(?:ignore|unmap|clear|empty|skip|drop|remove|delete|leave out|ignoriere|entferne|lösche|überspringe)\s+(?:the\s+)?(?:mapping (?:of|for)\s+)?(.+)$/i,
  /^(.+?)\s+(?:should be|stays?|is to be|remains?|bleibt|soll)\s+(?:left\s+)?(?:empty|blank|unmapped|leer)(?:\s+bleiben)?$/i,
]

/** "leave phone empty", "ignore Mobile and Fax", "unmap phone". A source column that is named empties what reads it. */
export const unmapColumn: Try = (clause, scope) => {
  for (const form of forms) {
    const match = form.exec(clause)
    if (!match) continue
    const whole = emptied(match[1]!, scope)
    const names = listOfNames(match[1]!)
    if (typeof whole !== 'string' || names.length < 2) return whole
    let { recipe } = scope
    const said: string[] = []
    for (const name of names) {
      const change = emptied(name, { ...scope, recipe })
      if (typeof change === 'string') return change
      recipe = change.recipe
      said.push(change.said)
    }
    return { recipe, said: said.join(' ') }
  }
  return null
}

function emptied(said: string, scope: WishScope): Change | string {
  const targets = findTargets(said, scope)
  const [sheet] = findSheets(said, scope)
  const same = (name: string) => fold(name) === fold(unquoted(bareName(said)))
  // "ignore companies" is hardly about a column called company.
  if (sheet && !targets.some(({ column }) => same(column.name)))
    return `"${unquoted(said)}" is a sheet. To import none of its rows, say "drop all ${sheet.template}"${targets.length > 0 ? `; to leave a column empty, "leave ${sayTarget(targets[0]!)} empty"` : ''}.`
  if (targets.length === 1) return emptyColumns(targets, scope)
  if (targets.length > 1) return ambiguous(said, targets.map(sayTarget))
  // A source column: whatever reads it is emptied.
  const readers = scope.recipe.sheets.flatMap((sheet) => {
    const source = findSource(said, sheet, scope)
    const template = scope.templates.find(({ slug }) => slug === sheet.template)
    if (!source || !template) return []
    return template.columns
      .filter(({ name }) => sheet.columns[name]?.sql.includes(source.sql))
      .map((column): TargetColumn => ({ sheet, template, column }))
  })
  if (readers.length > 0) return emptyColumns(readers, scope)
  const known = scope.recipe.sheets.some((sheet) => findSource(said, sheet, scope) !== null)
  if (known) return { recipe: scope.recipe, said: `"${unquoted(bareName(said))}" is not used by any sheet.` }
  const names = scope.recipe.sheets.flatMap((sheet) => [
    ...Object.keys(sheet.columns),
    ...sourceColumns(sheet, scope).map(({ name }) => name),
  ])
  return `There is no column called "${unquoted(bareName(said))}".${didYouMean(unquoted(said), names)}`
}

function emptyColumns(targets: readonly TargetColumn[], scope: WishScope): Change {
  let { recipe } = scope
  for (const target of targets)
    recipe = withColumn(recipe, target, { sql: 'NULL', why: 'Left empty, as a person said.' })
  return { recipe, said: `Leaves ${sayTargets(targets)} empty.` }
}
