import type { RecipeBody, RecipeSheet, StagedTable } from '@godwit/contract'
import { tableOf } from './command/find-column.ts'

/** How a sheet's recipe differs from another version's: columns with their SQL on both sides, rules in sentences. */
export type SheetChange = {
  template: string
  columns: { name: string; before: string | null; after: string | null }[]
  rules: string[]
}

/** What differs between two recipes, sheet by sheet, in the newer one's order. Sheets without a difference are left out. */
export function compareRecipes(before: RecipeBody, after: RecipeBody, tables: readonly StagedTable[]): SheetChange[] {
  const slugs = [...new Set([...after.sheets, ...before.sheets].map(({ template }) => template))]
  return slugs
    .map((slug): SheetChange => {
      const [old, fresh] = [before, after].map(({ sheets }) => sheets.find(({ template }) => template === slug))
      return {
        template: slug,
        columns: compareColumns(old, fresh),
        rules: compareRules(old && { sheet: old, recipe: before }, fresh && { sheet: fresh, recipe: after }, tables),
      }
    })
    .filter(({ columns, rules }) => columns.length + rules.length > 0)
}

function compareColumns(before: RecipeSheet | undefined, after: RecipeSheet | undefined): SheetChange['columns'] {
  const names = [...new Set([...Object.keys(after?.columns ?? {}), ...Object.keys(before?.columns ?? {})])]
  const made = (sheet: RecipeSheet | undefined, name: string) => {
    const sql = sheet?.columns[name]?.sql
    return sql === undefined || sql === 'NULL' ? null : sql
  }
  return names.flatMap((name) => {
    const [was, is] = [made(before, name), made(after, name)]
    const maps = was !== null && is !== null && mapsOf(before!, was) !== mapsOf(after!, is)
    return was === is && !maps ? [] : [{ name, before: was, after: is }]
  })
}

/** The entries of the value maps that an expression goes through. */
const mapsOf = ({ value_maps }: RecipeSheet, expression: string): string =>
  JSON.stringify(Object.entries(value_maps).filter(([name]) => expression.includes(`'${name.replaceAll("'", "''")}'`)))

type Side = { sheet: RecipeSheet; recipe: RecipeBody }

function compareRules(before: Side | undefined, after: Side | undefined, tables: readonly StagedTable[]): string[] {
  if (!before) return ['The sheet is new.']
  if (!after) return ['The sheet is gone.']
  const source = ({ sheet, recipe }: Side) => tableOf(recipe, sheet.from, tables)?.name ?? sheet.from
  const said: string[] = []
  if (source(before) !== source(after)) said.push(`Filled from ${source(after)} instead of ${source(before)}.`)
  const [was, is] = [before.sheet, after.sheet]
  const missing = <Rule>(from: readonly Rule[], of: readonly Rule[]) =>
    from.filter((rule) => !of.some((other) => JSON.stringify(other) === JSON.stringify(rule)))
  for (const { reason } of missing(is.drop, was.drop)) said.push(`Leaves out rows: ${reason}.`)
  for (const { reason } of missing(was.drop, is.drop)) said.push(`No longer leaves out rows: ${reason}.`)
  for (const name of missing(is.drop_invalid, was.drop_invalid)) said.push(`Leaves out rows without a valid ${name}.`)
  for (const name of missing(was.drop_invalid, is.drop_invalid)) said.push(`Keeps rows without a valid ${name}.`)
  for (const { as } of missing(is.joins, was.joins)) said.push(`Looks up ${as}.`)
  for (const { as } of missing(was.joins, is.joins)) said.push(`No longer looks up ${as} in the same way.`)
  if (JSON.stringify(was.dedupe) !== JSON.stringify(is.dedupe))
    said.push(
      is.dedupe === null
        ? 'Duplicates stay as they are.'
        : `Rows with the same ${is.dedupe.key.join(' and ')} become one (${typeof is.dedupe.keep === 'object' ? 'by order' : is.dedupe.keep.replace('_', ' ')}).`,
    )
  if (JSON.stringify(was.group) !== JSON.stringify(is.group)) said.push('Rows are grouped otherwise.')
  const inputs = (side: Side) =>
    JSON.stringify(
      side.recipe.inputs.filter(({ ref }) => ref === side.sheet.from).map(({ shape, union }) => [shape, union]),
    )
  if (source(before) === source(after) && inputs(before) !== inputs(after)) said.push('Its input is shaped otherwise.')
  return said
}
