import type { RecipeBody, RecipeSheet, Template } from '@godwit/contract'

/** A recipe in plain words, one line for each sheet and for what becomes of rows. */
export function describeRecipe({ sheets }: RecipeBody, templates: readonly Template[]): string {
  return sheets.map((sheet) => describeSheet(sheet, templates)).join('\n')
}

function describeSheet(sheet: RecipeSheet, templates: readonly Template[]): string {
  const template = templates.find(({ slug }) => slug === sheet.template)
  const filled = Object.keys(sheet.columns)
  const empty = template?.columns.filter(({ name }) => !filled.includes(name)).map(({ name }) => name) ?? []
  const sentences = [
    `${template?.name ?? sheet.template}: one row for each ${sheet.group ? `distinct ${sheet.group.by.join(', ')}` : 'row'} of ${sheet.from}`,
    ...sheet.joins.map(({ input, on }) => `looks up ${input} where ${on}`),
    ...sheet.drop.map(({ reason }) => `leaves out: ${reason}`),
    ...sheet.drop_invalid.map((name) => `leaves out rows without a valid ${name}`),
    ...(sheet.dedupe ? [`merges rows with the same ${sheet.dedupe.key.join(' and ')}`] : []),
    ...(empty.length > 0 ? [`nothing fills ${empty.join(', ')}`] : []),
  ]
  return `${sentences.join('; ')}.`
}
