import type {
  ColumnProfile,
  RecipeBody,
  RecipeSheet,
  StagedTable,
  TableProfile,
  Template,
  TemplateColumn,
} from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold } from '../match/name-words.ts'

/** What commands are about: a recipe, and what it reads and fills. */
export type CommandScope = {
  recipe: RecipeBody
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
}

export type SourceColumn = { ref: string; name: string; sql: string; profile: ColumnProfile | null }
export type TargetColumn = { sheet: RecipeSheet; template: Template; column: TemplateColumn }

const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^["'“”‘’`]+|["'“”‘’`.]+$/g, '')
    .trim()

/** The staged table of an input: by its name, or by its columns. */
export function tableOf(recipe: RecipeBody, ref: string, tables: readonly StagedTable[]): StagedTable | undefined {
  const match = recipe.inputs.find((input) => input.ref === ref)?.table
  if (!match) return undefined
  const named = new RegExp(`^${match.name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i')
  return (
    tables.find(({ name }) => named.test(name)) ??
    tables.find(
      ({ columns }) =>
        match.columns.length > 0 && match.columns.every((column) => columns.some(({ name }) => name === column)),
    )
  )
}

/** Template columns that a text names (`email`, `contacts.email`, `email of contacts`), the closest ones only. */
export function findTargets(text: string, { recipe, templates }: CommandScope): TargetColumn[] {
  const wanted = unquoted(text)
  const all = recipe.sheets.flatMap((sheet) => {
    const template = templates.find(({ slug }) => slug === sheet.template)
    return template ? template.columns.map((column): TargetColumn => ({ sheet, template, column })) : []
  })
  const names = ({ template, column }: TargetColumn): string[] => [
    column.name,
    ...[template.slug, template.name].flatMap((name) => [
      `${name} ${column.name}`,
      `${column.name} of ${name}`,
      `${column.name} in ${name}`,
    ]),
  ]
  const exact = all.filter((target) => names(target).some((name) => fold(name) === fold(wanted)))
  if (exact.length > 0) return exact
  const close = all
    .map((target) => ({ target, likeness: Math.max(...names(target).map((name) => nameSimilarity(name, wanted))) }))
    .filter(({ likeness }) => likeness >= 0.85)
    .sort((a, b) => b.likeness - a.likeness)
  return close.filter(({ likeness }) => likeness > close[0]!.likeness - 0.02).map(({ target }) => target)
}

/** The columns that a sheet's expressions may read: of its input, of its lookups, and computed ones. */
export function sourceColumns(sheet: RecipeSheet, { recipe, tables, profiles }: CommandScope): SourceColumn[] {
  const inputs = [{ ref: sheet.from, as: sheet.from }, ...sheet.joins.map(({ input, as }) => ({ ref: input, as }))]
  return inputs.flatMap(({ ref, as }) => {
    const table = tableOf(recipe, ref, tables)
    const profile = profiles.find((candidate) => candidate.table === table?.name)
    const staged = (table?.columns ?? []).map(
      ({ name }): SourceColumn => ({
        ref: as,
        name,
        sql: `${as}.${ident(name)}`,
        profile: profile?.columns.find(({ column }) => column === name) ?? null,
      }),
    )
    const made = (recipe.inputs.find((input) => input.ref === ref)?.shape ?? []).flatMap((op) =>
      op.op === 'compute'
        ? Object.keys(op.columns)
        : op.op === 'section'
          ? [op.column]
          : op.op === 'unpivot'
            ? [op.name, op.value]
            : op.op === 'unnest'
              ? [op.as]
              : [],
    )
    return [
      ...staged,
      ...made.map((name): SourceColumn => ({ ref: as, name, sql: `${as}.${ident(name)}`, profile: null })),
    ]
  })
}

/** The source column that a text names in a sheet's reach; its own input comes before lookups. */
export function findSource(text: string, sheet: RecipeSheet, scope: CommandScope): SourceColumn | null {
  const wanted = unquoted(text)
    .replace(/^(?:the )?(?:column|field) /i, '')
    .replace(/ (?:column|field)$/i, '')
  const columns = sourceColumns(sheet, scope)
  const exact = columns.find(({ name }) => name === wanted) ?? columns.find(({ name }) => fold(name) === fold(wanted))
  if (exact) return exact
  const close = columns
    .map((column) => ({ column, likeness: nameSimilarity(wanted, column.name) }))
    .filter(({ likeness }) => likeness >= 0.85)
    .sort((a, b) => b.likeness - a.likeness)
  const [first, second] = close
  return first && (!second || first.likeness - second.likeness > 0.03) ? first.column : null
}

export { unquoted }
