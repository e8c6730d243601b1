import type { RecipeBody, RecipeSheet, ShapeOp, StagedTable, Template } from '@godwit/contract'
import { tableOf } from './command/find-column.ts'

/** A recipe in plain words, one paragraph for each sheet, for somebody who knows the customer and not SQL. */
export function describePlan(
  recipe: RecipeBody,
  templates: readonly Template[],
  tables: readonly StagedTable[],
): string {
  return recipe.sheets.map((sheet) => describeSheet(sheet, recipe, templates, tables)).join('\n')
}

function describeSheet(
  sheet: RecipeSheet,
  recipe: RecipeBody,
  templates: readonly Template[],
  tables: readonly StagedTable[],
): string {
  const template = templates.find(({ slug }) => slug === sheet.template)
  const nameOf = (ref: string) => tableOf(recipe, ref, tables)?.name ?? ref
  const input = recipe.inputs.find(({ ref }) => ref === sheet.from)
  const from = input?.union ? input.union.map(nameOf).join(', ') : nameOf(sheet.from)
  const filled = Object.entries(sheet.columns)
    .filter(([, { sql }]) => sql !== 'NULL')
    .map(([name]) => name)
  const empty = (template?.columns ?? []).map(({ name }) => name).filter((name) => !filled.includes(name))
  const unsure = Object.entries(sheet.columns).filter(
    ([, { confidence, sql }]) => sql !== 'NULL' && confidence !== null && confidence < 0.6,
  )
  const sentences = [
    sheet.group ? `one row for each different ${keyName(sheet)} in ${from}` : `one row for each row of ${from}`,
    ...(input?.shape ?? []).map(describeShape).filter((text) => text !== null),
    ...[...new Set(sheet.joins.map(({ input: ref }) => nameOf(ref)))].map((name) => `looks up ${name}`),
    ...sheet.drop.map(({ reason }) => `leaves out rows: ${reason}`),
    ...sheet.drop_invalid.map((name) => `leaves out rows without a valid ${name}`),
    ...(sheet.dedupe
      ? [`rows with the same ${sheet.dedupe.key.join(' and ')} become one (${keptOne(sheet.dedupe.keep)})`]
      : []),
    ...(empty.length > 0 ? [`nothing fills ${empty.join(', ')}`] : []),
    ...(unsure.length > 0 ? [`worth a look: ${unsure.map(([name]) => name).join(', ')}`] : []),
  ]
  return `${template?.name ?? sheet.template}: ${sentences.join('; ')}.`
}

const keyName = (sheet: RecipeSheet): string => {
  const [name] =
    Object.entries(sheet.columns).find(([, { sql }]) => sheet.group!.by.some((key) => sql.includes(key))) ?? []
  return name ?? 'group'
}

const keptOne = (keep: NonNullable<RecipeSheet['dedupe']>['keep']): string =>
  typeof keep === 'object'
    ? 'the latest one counts'
    : keep === 'most_complete'
      ? 'the most complete one counts'
      : `the ${keep} one counts`

function describeShape(op: ShapeOp): string | null {
  switch (op.op) {
    case 'drop':
      return `without rows: ${op.reason}`
    case 'section':
      return `the headings between the rows become "${op.column}"`
    case 'fill_down':
      return `empty cells of ${op.columns.join(', ')} take the value above`
    case 'unpivot':
      return `each of the columns ${op.columns[0]} to ${op.columns.at(-1)} becomes a row`
    case 'unpivot_groups': {
      const cells = [...new Set(op.groups.flatMap(({ columns }) => Object.keys(columns)))]
      return `each of the ${op.groups.length} groups of columns (${cells.slice(0, 4).join(', ')}) becomes a row`
    }
    case 'pivot':
      return `the rows with the same ${op.by.join(' and ')} become one, with a column for each ${op.name}`
    case 'unnest':
      return `each entry of "${op.column}" becomes a row`
    case 'compute':
      return null
  }
}
