import type { RecipeBody, RecipeSheet, ShapeOp, Template } from '@godwit/contract'
import type { InputMatches } from './bind-inputs.ts'
import { listOf, nearest, type ScopeColumn } from './scope.ts'

/** Something wrong in a recipe: where (`sheets.0.columns.Email.sql`), and what to do about it. */
export type RecipeProblem = { path: string; message: string }

const reservedColumns = new Set(['_id', '_origin', '_issues'])

/** What can be told without looking at expressions: whether all names that a recipe uses mean something. */
export function checkStructure(
  recipe: RecipeBody,
  templates: readonly Template[],
  { missing }: InputMatches,
): RecipeProblem[] {
  const problems: RecipeProblem[] = missing.map(({ index, ref, why }) => ({
    path: `inputs.${index}.table`,
    message: `the input ${ref} is not there: ${why}. Upload the data or change \`table\``,
  }))
  const refs = new Set<string>()
  for (const [index, { ref, union }] of recipe.inputs.entries()) {
    if (refs.has(ref))
      problems.push({ path: `inputs.${index}.ref`, message: `two inputs are called ${ref}; rename one` })
    for (const [position, part] of (union ?? []).entries()) {
      if (refs.has(part)) continue
      const later = recipe.inputs.some((input) => input.ref === part)
      const message = later ? `the input ${part} must stand before this union` : unknown('input', part, [...refs])
      problems.push({ path: `inputs.${index}.union.${position}`, message })
    }
    refs.add(ref)
  }
  const filled = new Set<string>()
  for (const [index, sheet] of recipe.sheets.entries()) {
    const path = `sheets.${index}`
    if (filled.has(sheet.template)) {
      problems.push({
        path: `${path}.template`,
        message: `two sheets fill the template ${sheet.template}; stack their inputs with a union instead`,
      })
    }
    filled.add(sheet.template)
    problems.push(...checkSheet(sheet, path, templates, refs))
  }
  return problems
}

function checkSheet(
  sheet: RecipeSheet,
  path: string,
  templates: readonly Template[],
  refs: ReadonlySet<string>,
): RecipeProblem[] {
  const problems: RecipeProblem[] = []
  const add = (at: string, message: string) => problems.push({ path: `${path}.${at}`, message })
  const known = [...refs]
  if (!refs.has(sheet.from)) add('from', unknown('input', sheet.from, known))
  const aliases = new Set([sheet.from])
  for (const [position, join] of sheet.joins.entries()) {
    if (!refs.has(join.input)) add(`joins.${position}.input`, unknown('input', join.input, known))
    if (aliases.has(join.as))
      add(`joins.${position}.as`, `${join.as} is used already in this sheet; choose another name`)
    aliases.add(join.as)
  }
  const template = templates.find(({ slug }) => slug === sheet.template)
  if (!template) {
    const slugs = templates.map(({ slug }) => slug)
    add('template', unknown('template', sheet.template, slugs))
    return problems
  }
  const names = template.columns.map(({ name }) => name)
  const own = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    if (reservedColumns.has(key))
      add('template', `the template's column "${name}" has a name that Godwit uses itself; rename it`)
    if (own.has(key)) add('template', `the template has two columns "${name}" that differ in case only; rename one`)
    own.add(key)
  }
  const mustExist = (at: string, name: string) => {
    if (!names.includes(name)) add(at, `the template ${sheet.template} has no column "${name}"${orElse(name, names)}`)
  }
  for (const name of Object.keys(sheet.columns)) mustExist(`columns.${name}`, name)
  for (const [position, name] of sheet.drop_invalid.entries()) mustExist(`drop_invalid.${position}`, name)
  for (const [position, { column }] of sheet.review.entries()) mustExist(`review.${position}.column`, column)
  for (const [position, name] of (sheet.dedupe?.key ?? []).entries()) {
    mustExist(`dedupe.key.${position}`, name)
    if (names.includes(name) && !sheet.columns[name]) {
      add(
        `dedupe.key.${position}`,
        `nothing fills "${name}", so no rows can be alike in it. Map the column or change the key`,
      )
    }
  }
  for (const [position, name] of (sheet.dedupe?.fill ?? []).entries()) mustExist(`dedupe.fill.${position}`, name)
  return problems
}

/** Whether the columns that a shape operation names are there, and those that it makes are not yet. */
export function checkShape(op: ShapeOp, path: string, columns: ReadonlyMap<string, ScopeColumn>): RecipeProblem[] {
  const names = [...columns.values()].map(({ name }) => name)
  const missing = (at: string, name: string): RecipeProblem[] =>
    columns.has(name.toLowerCase())
      ? []
      : [{ path: `${path}.${at}`, message: `there is no column "${name}"${orElse(name, names)}` }]
  const taken = (at: string, name: string, free: readonly string[] = []): RecipeProblem[] => {
    const key = name.toLowerCase()
    if (name.startsWith('__'))
      return [{ path: `${path}.${at}`, message: `"${name}": names with __ in front are Godwit's own` }]
    if (!columns.has(key) || free.includes(key)) return []
    return [{ path: `${path}.${at}`, message: `there is a column "${name}" already; choose another name` }]
  }
  switch (op.op) {
    case 'drop':
      return []
    case 'compute': {
      const lower = Object.keys(op.columns).map((name) => name.toLowerCase())
      return Object.keys(op.columns).flatMap((name, index) =>
        lower.indexOf(name.toLowerCase()) < index
          ? [{ path: `${path}.columns.${name}`, message: `"${name}" is computed twice` }]
          : taken(`columns.${name}`, name),
      )
    }
    case 'fill_down':
      return op.columns.flatMap((name, index) => missing(`columns.${index}`, name))
    case 'section':
      return taken('column', op.column)
    case 'unpivot': {
      const gone = op.columns.map((name) => name.toLowerCase())
      const twice = gone.flatMap((name, index) =>
        gone.indexOf(name) < index ? [{ path: `${path}.columns.${index}`, message: `"${name}" is named twice` }] : [],
      )
      const same = op.name.toLowerCase() === op.value.toLowerCase()
      return [
        ...twice,
        ...op.columns.flatMap((name, index) => missing(`columns.${index}`, name)),
        ...taken('name', op.name, gone),
        ...(same
          ? [{ path: `${path}.value`, message: '`name` and `value` must differ' }]
          : taken('value', op.value, gone)),
      ]
    }
    case 'unpivot_groups': {
      const cells = op.groups.flatMap(({ columns: named }, index) =>
        Object.entries(named).map(([as, column]) => ({ at: `groups.${index}.columns.${as}`, as, column })),
      )
      const gone = cells.map(({ column }) => column.toLowerCase())
      return [
        ...cells.flatMap(({ at, column }, index) =>
          gone.indexOf(column.toLowerCase()) < index
            ? [{ path: `${path}.${at}`, message: `"${column}" is named twice` }]
            : missing(at, column),
        ),
        ...[...new Map(cells.map((cell) => [cell.as, cell])).values()].flatMap(({ at, as }) =>
          as.toLowerCase() === op.name.toLowerCase()
            ? [{ path: `${path}.name`, message: `"${as}" is a column of the groups already; choose another name` }]
            : taken(at, as, gone),
        ),
        ...taken('name', op.name, gone),
      ]
    }
    case 'pivot': {
      const gone = [op.name.toLowerCase(), op.value.toLowerCase()]
      const said = Object.values(op.columns).map((says) => says.trim().toLowerCase())
      const made = Object.keys(op.columns).map(lower)
      return [
        ...op.by.flatMap((name, index) => missing(`by.${index}`, name)),
        ...missing('name', op.name),
        ...missing('value', op.value),
        ...op.by.flatMap((name, index) =>
          gone.includes(lower(name))
            ? [
                {
                  path: `${path}.by.${index}`,
                  message: `"${name}" cannot both name the record and be turned into columns`,
                },
              ]
            : [],
        ),
        ...(made.length === 0 ? [{ path: `${path}.columns`, message: 'name at least one column' }] : []),
        ...Object.keys(op.columns).flatMap((name, index) =>
          made.indexOf(lower(name)) < index || said.indexOf(said[index]!) < index
            ? [{ path: `${path}.columns.${name}`, message: `"${name}" stands for something that another column does` }]
            : taken(`columns.${name}`, name, gone),
        ),
      ]
    }
    case 'unnest':
      return [
        ...missing('column', op.column),
        ...taken('as', op.as),
        ...(op.at === undefined
          ? []
          : lower(op.at) === lower(op.as)
            ? [{ path: `${path}.at`, message: '`as` and `at` must differ' }]
            : taken('at', op.at)),
      ]
    default:
      return op satisfies never
  }
}

const lower = (name: string): string => name.toLowerCase()

const orElse = (name: string, names: readonly string[]) => {
  const guess = nearest(name, names)
  return guess === null ? `. It has ${listOf(names.slice(0, 12))}` : `. Did you mean "${guess}"?`
}
const unknown = (kind: string, name: string, names: readonly string[]) => {
  const guess = nearest(name, names)
  return `there is no ${kind} ${name}${guess === null ? ` (there is ${names.join(', ') || 'none'})` : `. Did you mean ${guess}?`}`
}
