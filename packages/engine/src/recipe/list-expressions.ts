import type { RecipeBody, ShapeOp } from '@godwit/contract'

/** Every expression of a recipe with the path where it stands (`sheets.0.columns.Email.sql`). */
export function listExpressions(recipe: RecipeBody): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = []
  const add = (path: string, text: string | undefined) => {
    if (text !== undefined) found.push({ path, text })
  }
  for (const [index, input] of recipe.inputs.entries()) {
    for (const [position, op] of input.shape.entries()) {
      for (const [key, text] of inShape(op)) add(`inputs.${index}.shape.${position}.${key}`, text)
    }
  }
  for (const [index, sheet] of recipe.sheets.entries()) {
    const path = `sheets.${index}`
    for (const [position, { on }] of sheet.joins.entries()) add(`${path}.joins.${position}.on`, on)
    for (const [position, { when }] of sheet.drop.entries()) add(`${path}.drop.${position}.when`, when)
    for (const [position, by] of (sheet.group?.by ?? []).entries()) add(`${path}.group.by.${position}`, by)
    for (const [name, { sql }] of Object.entries(sheet.columns)) add(`${path}.columns.${name}.sql`, sql)
    for (const [position, { when }] of sheet.review.entries()) add(`${path}.review.${position}.when`, when)
    if (sheet.dedupe && typeof sheet.dedupe.keep === 'object') add(`${path}.dedupe.keep.by`, sheet.dedupe.keep.by)
  }
  return found
}

function inShape(op: ShapeOp): [key: string, text: string | undefined][] {
  switch (op.op) {
    case 'drop':
      return [['when', op.when]]
    case 'compute':
      return Object.entries(op.columns).map(([name, text]) => [`columns.${name}`, text])
    case 'fill_down':
      return [['within', op.within]]
    case 'section':
      return [
        ['when', op.when],
        ['value', op.value],
      ]
    case 'unpivot':
    case 'unpivot_groups':
    case 'pivot':
    case 'unnest':
      return []
    default:
      return op satisfies never
  }
}
