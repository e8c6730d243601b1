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
import { fold } from '../match/name-words.ts'
import { goneColumns, madeColumns } from '../shape/op-columns.ts'
import { didYouMean, eitherOf, type Named, named } from './names.ts'
import { isQuoted, unquoted } from './quoting.ts'
import { bareName } from './words.ts'

/** What commands are about: a recipe, and what it reads and fills. */
export type CommandScope = {
  recipe: RecipeBody
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
}

/** A column that the expressions of a sheet may read. `table` is the staged table behind it, null where it was made. */
export type SourceColumn = {
  ref: string
  name: string
  table: string | null
  sql: string
  profile: ColumnProfile | null
  /** Whether it is the sheet's own input's, and not looked up. */
  own: boolean
}
export type TargetColumn = { sheet: RecipeSheet; template: Template; column: TemplateColumn }

/** Looked for by name: what was found, or why not, in words for the person who named it. */
export type Found<Thing> = { found: Thing } | { complaint: string }

/** The staged table of an input: by its name, or by its columns. */
export function tableOf(recipe: RecipeBody, ref: string, tables: readonly StagedTable[]): StagedTable | undefined {
  const match = recipe.inputs.find((input) => input.ref === ref)?.table
  if (!match) return undefined
  const pattern = new RegExp(`^${match.name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i')
  return (
    tables.find(({ name }) => pattern.test(name)) ??
    tables.find(
      ({ columns }) =>
        match.columns.length > 0 && match.columns.every((column) => columns.some(({ name }) => name === column)),
    )
  )
}

/** The sheets' columns with all names under which people speak of them. */
function targetsOf({ recipe, templates }: CommandScope): Named<TargetColumn>[] {
  return recipe.sheets.flatMap((sheet) => {
    const template = templates.find(({ slug }) => slug === sheet.template)
    return (template?.columns ?? []).map((column) => ({
      thing: { sheet, template: template!, column },
      names: [
        column.name,
        ...[template!.slug, template!.name].flatMap((name) => [
          `${name} ${column.name}`,
          `${column.name} of ${name}`,
          `${column.name} in ${name}`,
        ]),
      ],
    }))
  })
}

/** Template columns that a text names (`email`, `contacts.email`, `email of contacts`): the closest ones only. */
export const findTargets = (said: string, scope: CommandScope): TargetColumn[] =>
  named(unquoted(bareName(said)), targetsOf(scope))

export const sayTarget = ({ template, column }: TargetColumn): string => `${template.slug}.${column.name}`
export const sayTargets = (targets: readonly TargetColumn[]): string => targets.map(sayTarget).join(', ')

const everywhere = /\s+(?:in|of|for)\s+(?:all|both|every|each)(?:\s+(?:sheets?|templates?|of them))?$|\s+everywhere$/i

/** Why nothing is called so in the sheets. */
export function noTarget(said: string, scope: CommandScope): string {
  const wanted = unquoted(bareName(said))
  const names = targetsOf(scope).flatMap(({ thing }) => [thing.column.name, sayTarget(thing)])
  return `There is no target column called "${wanted}".${didYouMean(wanted, names)}`
}

/**
 * The one template column that a text names; with "in all sheets" behind it, all of that name. Complains where it is
 * none or several.
 */
export function theTargets(said: string, scope: CommandScope): Found<TargetColumn[]> {
  const all = everywhere.test(said)
  const targets = findTargets(said.replace(everywhere, ''), scope)
  if (targets.length === 0) return { complaint: noTarget(said, scope) }
  if (targets.length === 1 || all) return { found: targets }
  return { complaint: ambiguous(said, targets.map(sayTarget)) }
}

/** Several are meant by one name: which. */
export const ambiguous = (said: string, names: readonly string[]): string =>
  `"${unquoted(bareName(said))}" can be ${eitherOf([...new Set(names)])}. Say which one.`

/** The columns that a sheet's expressions may read: of its input, of its lookups, and computed ones. */
export function sourceColumns(sheet: RecipeSheet, { recipe, tables, profiles }: CommandScope): SourceColumn[] {
  const inputs = [{ ref: sheet.from, as: sheet.from }, ...sheet.joins.map(({ input, as }) => ({ ref: input, as }))]
  return inputs.flatMap(({ ref, as }) => {
    const own = as === sheet.from
    const input = recipe.inputs.find((candidate) => candidate.ref === ref)
    // Stacked inputs have the columns of all of them.
    const members = input?.union ?? [ref]
    const staged = new Map<string, SourceColumn>()
    for (const member of members) {
      const table = tableOf(recipe, member, tables)
      const profile = profiles.find((candidate) => candidate.table === table?.name)
      for (const { name } of table?.columns ?? []) {
        if (staged.has(name.toLowerCase())) continue
        const measured = profile?.columns.find(({ column }) => column === name) ?? null
        staged.set(name.toLowerCase(), {
          ref: as,
          name,
          table: table!.name,
          sql: `${as}.${ident(name)}`,
          profile: measured,
          own,
        })
      }
    }
    const shapes = [...members.filter((member) => member !== ref), ref].flatMap(
      (member) => recipe.inputs.find((candidate) => candidate.ref === member)?.shape ?? [],
    )
    const made = shapes.flatMap(madeColumns)
    const gone = new Set(shapes.flatMap((op) => goneColumns(op).map((name) => name.toLowerCase())))
    return [
      ...[...staged.values()].filter(({ name }) => !gone.has(name.toLowerCase())),
      ...[...new Set(made)].map(
        (name): SourceColumn => ({ ref: as, name, table: null, sql: `${as}.${ident(name)}`, profile: null, own }),
      ),
    ]
  })
}

/** Source columns of a sheet that a text names; its own input's come before those of lookups. */
export function findSources(said: string, sheet: RecipeSheet, scope: CommandScope): SourceColumn[] {
  const wanted = unquoted(bareName(said))
  const things = sourceColumns(sheet, scope).map((column) => {
    const table = column.table ?? column.ref
    const bare = table.replace(/\.\w{2,5}$/, '')
    const tables = [...new Set([table, bare, column.ref])]
    return {
      thing: column,
      names: [
        column.name,
        ...tables.flatMap((each) => [
          `${each}.${column.name}`,
          `${column.name} of ${each}`,
          `${column.name} from ${each}`,
        ]),
      ],
    }
  })
  const found = named(wanted, things)
  const own = found.filter((column) => column.own)
  return own.length > 0 ? own : found
}

/** Whether a text is a column's name rather than a value: one in quotes must be the name itself. */
export const namesSource = (said: string, sheet: RecipeSheet, scope: CommandScope): boolean =>
  findSources(said, sheet, scope).some(({ name }) => !isQuoted(said) || fold(name) === fold(unquoted(said)))

/** The source column that a text names in a sheet's reach, if it is one. */
export function findSource(said: string, sheet: RecipeSheet, scope: CommandScope): SourceColumn | null {
  const found = findSources(said, sheet, scope)
  return found.length === 1 ? found[0]! : null
}

/** Why no column is called so in what fills these sheets. */
export function noSource(said: string, sheets: readonly RecipeSheet[], scope: CommandScope): string {
  const wanted = unquoted(bareName(said))
  const reach = sheets.flatMap((sheet) => sourceColumns(sheet, scope))
  const elsewhere = scope.tables.filter(({ columns }) =>
    columns.some(({ name }) => name.toLowerCase() === wanted.toLowerCase()),
  )
  const hint =
    elsewhere.length > 0
      ? ` It is a column of ${elsewhere.map(({ name }) => name).join(' and ')}, which ${sheets.map(({ template }) => template).join(', ')} does not read; say "join ${elsewhere[0]!.name} on …" first.`
      : didYouMean(
          wanted,
          reach.map(({ name }) => name),
        )
  return `There is no column "${wanted}" in what fills ${sheets.map(({ template }) => template).join(', ')}.${hint}`
}

/** The sheets that a word names, by their template's slug or name. */
export function findSheets(said: string, { recipe, templates }: CommandScope): RecipeSheet[] {
  const things = recipe.sheets.map((sheet) => {
    const name = templates.find(({ slug }) => slug === sheet.template)?.name ?? sheet.template
    return { thing: sheet, names: [sheet.template, name, `${name} sheet`, `${name} rows`] }
  })
  return named(unquoted(bareName(said)), things)
}

/** Staged tables that a text names, with or without the file's ending. */
export function findTables(said: string, tables: readonly StagedTable[]): StagedTable[] {
  const wanted = unquoted(
    said
      .trim()
      .replace(/^(?:the\s+)?(?:table|file|sheet|tabelle|datei)\s+/i, '')
      .replace(/\s+(?:table|file)$/i, ''),
  )
  return named(
    wanted,
    tables.map((table) => ({ thing: table, names: [table.name, table.name.replace(/\.\w{2,7}$/, '')] })),
  )
}
