import type { RecipeBody, RecipeSheet, StagedTable } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import { aliasOf, equality } from '../shape/join-views.ts'
import { inputRefs } from '../shape/view.ts'
import { type Change, type Try, type WishScope, withSheet } from './change.ts'
import { ambiguous, findSheets, findSources, findTables, type SourceColumn, tableOf } from './find-column.ts'
import { didYouMean, named } from './names.ts'
import { unquoted } from './quoting.ts'
import { bareName } from './words.ts'

const forms: readonly RegExp[] = [
  /^(?:join|look ?up|link|match|connect|verbinde|verknüpfe)\s+(?:in\s+)?(?:the\s+)?(?<table>.+?)(?:\s+(?:to|with|into|for|in|from|mit)\s+(?<sheet>.+?))?\s+(?:on|by|via|using|through|where|along|über|anhand)\s+(?<on>.+)$/i,
]

/** "join companies.csv on Company ID = Id", "look up users by Owner": further columns in reach of a sheet. */
export const joinTable: Try = (clause, scope) => {
  for (const form of forms) {
    const groups = form.exec(clause)?.groups
    if (!groups) continue
    const tables = findTables(groups['table']!, scope.tables)
    if (tables.length === 0) {
      const verbIsClear = /^join\b/i.test(clause)
      const names = scope.tables.map(({ name }) => name)
      return verbIsClear
        ? `There is no table "${unquoted(groups['table']!)}" to join.${didYouMean(unquoted(groups['table']!), names)}`
        : null
    }
    if (tables.length > 1)
      return ambiguous(
        groups['table']!,
        tables.map(({ name }) => name),
      )
    const said = groups['sheet']
    const sheets = said === undefined ? scope.recipe.sheets : sheetsOf(said, scope)
    if (sheets.length === 0) return `There is no sheet called "${unquoted(said!)}".`
    return join(tables[0]!, sheets, groups['on']!, scope)
  }
  return null
}

function sheetsOf(said: string, scope: WishScope): RecipeSheet[] {
  const sheets = findSheets(said, scope)
  if (sheets.length > 0) return sheets
  const tables = findTables(said, scope.tables)
  return scope.recipe.sheets.filter(({ from }) => {
    const table = tableOf(scope.recipe, from, scope.tables)
    return table !== undefined && tables.includes(table)
  })
}

function join(table: StagedTable, sheets: readonly RecipeSheet[], on: string, scope: WishScope): Change | string {
  const [left = on, right = left] = on.split(
    /\s*(?:==?|\bequals\b|\bmatches\b|\bmatching\b|\bis\b|\bto\b|\bwith\b|\bgleich\b)\s*/i,
  )
  const own = (sheet: RecipeSheet) => tableOf(scope.recipe, sheet.from, scope.tables)
  const columnOf = (said: string) => {
    const bare = unquoted(bareName(said))
    const names = [table.name, table.name.replace(/\.\w{2,7}$/, '')]
    return named(
      bare,
      table.columns.map(({ name }) => ({
        thing: name,
        names: [name, ...names.flatMap((each) => [`${each}.${name}`, `${name} of ${each}`])],
      })),
    )
  }
  const found: { sheet: RecipeSheet; source: SourceColumn; key: string }[] = []
  for (const sheet of sheets) {
    if (own(sheet)?.name === table.name) continue
    for (const [mine, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const sources = findSources(mine, sheet, scope).filter(({ table: held }) => held !== table.name)
      const keys = columnOf(other)
      if (sources.length !== 1 || keys.length !== 1) continue
      found.push({ sheet, source: sources[0]!, key: keys[0]! })
      break
    }
  }
  if (found.length === 0)
    return `I cannot join ${table.name} on "${unquoted(on)}". Name a column of the sheet's own table and one of ${table.name} (it has ${table.columns
      .slice(0, 8)
      .map(({ name }) => `"${name}"`)
      .join(', ')}), such as "join ${table.name} on Company ID = Id".`
  if (found.length > 1)
    return ambiguous(
      table.name,
      found.map(({ sheet }) => `join ${table.name} to ${sheet.template}`),
    )
  const { sheet, source, key } = found[0]!
  const { recipe, ref } = withInput(table, scope)
  const known = sheet.joins.find((each) => each.input === ref && each.on.includes(source.sql))
  const as = known?.as ?? freeAlias(aliasOf(`${ref}_by_${source.name}`), sheet)
  const condition = equality(source.sql, `${as}.${ident(key)}`, 'text')
  const lookup = { input: ref, as, on: condition, expect: 'many_to_one' as const }
  return {
    recipe: withSheet(recipe, sheet.template, (old) => ({
      ...old,
      joins: known ? old.joins.map((each) => (each.as === as ? lookup : each)) : [...old.joins, lookup],
    })),
    said: `Looks up ${table.name} for ${sheet.template}, where "${source.name}" is its "${key}". Its columns can now be mapped, such as "map ${table.columns.find(({ name }) => name !== key)?.name ?? key} of ${table.name} to …".`,
  }
}

/** A recipe that reads a table, under the ref that it gives. */
export function withInput(table: StagedTable, { recipe, tables }: WishScope): { recipe: RecipeBody; ref: string } {
  const known = recipe.inputs.find((input) => input.table && tableOf(recipe, input.ref, tables)?.name === table.name)
  if (known) return { recipe, ref: known.ref }
  const taken = new Set(recipe.inputs.map(({ ref }) => ref))
  const base = inputRefs(tables).get(table.name)!
  let ref = base
  for (let count = 2; taken.has(ref); count++) ref = `${base.slice(0, 55)}_${count}`
  const input = { ref, table: { name: table.name, columns: table.columns.map(({ name }) => name) }, shape: [] }
  // Unions name inputs that stand before them; a plain one may stand first.
  return { recipe: { ...recipe, inputs: [input, ...recipe.inputs] }, ref }
}

function freeAlias(base: string, { joins, from }: RecipeSheet): string {
  const taken = new Set([from, ...joins.map(({ as }) => as)])
  let alias = base
  for (let count = 2; taken.has(alias); count++) alias = `${base.slice(0, 55)}_${count}`
  return alias
}
