import type { RecipeBody, StagedTable, TableProfile, Template } from '@godwit/contract'
import { inputRefs } from '../../plan/index.ts'
import { matchInputs } from '../../recipe/index.ts'
import type { Mask } from './mask.ts'
import type { Measured } from './measure.ts'

/** Longer lists and texts of templates are cut: they are there to tell columns apart. */
const shownOptions = 60
const shownText = 600

export type BriefInput = {
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  recipe: RecipeBody
  measured: Measured | null
  mask: Mask
}

/** What a model is told about a migration: the templates, what the tables look like, the recipe, and what it gives. */
export function renderBrief({
  templates,
  tables,
  profiles,
  recipe,
  measured,
  mask,
}: BriefInput): Record<string, unknown> {
  const { bound } = matchInputs(recipe, tables)
  const refs = inputRefs(tables)
  const inputsOf = (table: string) => {
    const inputs = [...bound].filter(([, each]) => each.name === table).map(([ref]) => ref)
    // A table without an input yet gets this name in a sheet of its own.
    return inputs.length > 0 ? inputs : [refs.get(table)].filter((ref) => ref !== undefined)
  }
  return {
    templates: templates.map(renderTemplate),
    tables: profiles.map((profile) => renderTable(profile, inputsOf(profile.table), mask)),
    recipe: mask.recipe(recipe),
    ...(measured ? { results: renderResults(measured) } : {}),
  }
}

const cut = (text: string) => (text.length > shownText ? `${text.slice(0, shownText)}…` : text)

const renderTemplate = ({ slug, name, description, columns }: Template) => ({
  slug,
  name,
  description: cut(description),
  columns: columns.map((column) => ({
    name: column.name,
    description: cut(column.description),
    ...(column.type ? { type: column.type } : {}),
    ...(column.required ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...(Array.isArray(column.strictRule) ? { allowed: column.strictRule.slice(0, shownOptions) } : {}),
    ...(typeof column.strictRule === 'string' ? { pattern: column.strictRule } : {}),
    ...(column.linkRule ? { link: column.linkRule } : {}),
    ...(column.examples.length > 0 ? { examples: column.examples.slice(0, 5) } : {}),
  })),
})

function renderTable({ table, row_count, columns }: TableProfile, inputs: readonly string[], mask: Mask) {
  return {
    table,
    inputs,
    rows: row_count,
    columns: columns.map((column) => ({
      name: column.column,
      kind: column.kind,
      empty_share: Number(column.empty_share.toFixed(2)),
      distinct: column.distinct_count,
      ...(column.is_key ? { is_key: true } : {}),
      ...(column.dates.length > 0 && mask.samples !== 'none'
        ? { formats: column.dates.slice(0, 2).map(({ format }) => format) }
        : {}),
      ...(mask.samples === 'none'
        ? {}
        : {
            looks_like: mask.values(
              table,
              column.column,
              column.top_values.map(({ value }) => value),
            ),
          }),
    })),
  }
}

/** The figures of a dry run, as the model sees them. */
export const renderResults = ({ sheets, unused, dropped }: Measured) => ({
  sheets: [...sheets].map(([template, { rows, invalidRows, columns }]) => ({
    template,
    rows,
    invalid_rows: invalidRows,
    empty_columns: [...columns].flatMap(([name, { filled }]) => (filled === 0 ? [name] : [])),
    invalid_cells: [...columns].flatMap(([column, { invalid }]) => (invalid > 0 ? [{ column, cells: invalid }] : [])),
  })),
  unused_columns: unused.map(({ table, column, non_empty }) => ({ table, column, filled_cells: non_empty })),
  rows_left_out: dropped,
})
