import { type RecipeBody, recipeBodySchema, type Template } from '@godwit/contract'
import { z } from 'zod'
import { text as quoted } from '../../sql/quote.ts'
import { isDateFormat, templateTexts } from './mask.ts'
import { readSql } from './read-sql.ts'

/** A new expression for a column of a template. */
export const columnEditSchema = z.strictObject({
  template: z.string().min(1).max(200),
  column: z.string().min(1).max(200),
  sql: z.string().min(1).max(4000),
  why: z.string().max(1000).default(''),
})
export type ColumnEdit = z.output<typeof columnEditSchema>

/** What values of a column with a list become. */
export const valuesEditSchema = z.strictObject({
  template: z.string().min(1).max(200),
  column: z.string().min(1).max(200),
  entries: z
    .array(z.strictObject({ from: z.string().min(1).max(1000), to: z.string().min(1).max(1000) }))
    .min(1)
    .max(500),
})
export type ValuesEdit = z.output<typeof valuesEditSchema>

/** A sheet for a template that has none, from a table that nothing uses. */
export const sheetEditSchema = z.strictObject({
  template: z.string().min(1).max(200),
  table: z.string().min(1).max(500),
  columns: z
    .array(columnEditSchema.omit({ template: true }))
    .min(1)
    .max(200),
})
/** The same with what the table is called in expressions, and its columns. */
export type SheetEdit = z.output<typeof sheetEditSchema> & { ref: string; headers: string[] }

export type Edit =
  | { kind: 'column'; edit: ColumnEdit }
  | { kind: 'values'; edit: ValuesEdit }
  | { kind: 'sheet'; edit: SheetEdit }

/** What an edit is about, for people. */
export const nameOf = (edit: Edit): string =>
  edit.kind === 'sheet' ? edit.edit.template : `${edit.edit.template}.${edit.edit.column}`

const fold = (value: string) => value.replace(/\s+/g, ' ').trim().toLowerCase()

/** From here on the rules are sure of a column, and a model may not change where it comes from. */
export const sureConfidence = 0.9

/** How sure a model's own mapping is taken to be. */
const modelConfidence = 0.8

type Known = {
  recipe: RecipeBody
  templates: readonly Template[]
  /** Texts that a person has written in this conversation, and that may therefore stand in cells. */
  said?: string
  /** Columns that a person is being asked about, as `template.column`: they are not the model's to decide. */
  open?: ReadonlySet<string>
}

/**
 * What speaks against an edit before anything is tried: it names what is not there, or would write what neither the
 * source nor the template nor a person has said. So no text that a model makes up can reach a cell.
 */
export function refuseEdit(given: Edit, known: Known): string[] {
  if (given.kind === 'sheet') return refuseSheet(given.edit, known)
  const { kind, edit } = given
  const { recipe, templates, said = '', open } = known
  const template = templates.find(({ slug }) => slug === edit.template)
  const column = template?.columns.find(({ name }) => name === edit.column)
  const sheet = recipe.sheets.find((each) => each.template === edit.template)
  if (!template || !sheet)
    return [
      `there is no sheet ${edit.template}; the sheets are ${recipe.sheets.map((each) => each.template).join(', ')}`,
    ]
  if (!column) return [`${edit.template} has no column ${edit.column}`]
  if (open?.has(`${edit.template}.${edit.column}`)) return [`a person is asked about ${edit.template}.${edit.column}`]
  if (kind === 'values') {
    const list = Array.isArray(column.strictRule) ? column.strictRule : null
    if (!list) return [`${edit.template}.${edit.column} has no list of allowed values`]
    if (!sheet.columns[edit.column]) return [`nothing fills ${edit.template}.${edit.column} yet`]
    const settled = new Set([...list, ...Object.values(sheet.value_maps).flatMap((map) => Object.keys(map))].map(fold))
    return edit.entries.flatMap(({ from, to }) => {
      if (!list.includes(to)) return [`${JSON.stringify(to)} is not in the list of ${edit.template}.${edit.column}`]
      // Unless a person asks for it, only what is not settled may be mapped: a valid value stays what it is.
      return said === '' && settled.has(fold(from)) ? [`${JSON.stringify(from)} has a meaning already`] : []
    })
  }
  const present = sheet.columns[edit.column]
  if (said === '' && present && (present.confidence ?? 1) >= sureConfidence) {
    return [`${edit.template}.${edit.column} is settled: the rules are sure of it`]
  }
  const tokens = readSql(edit.sql)
  if (!tokens) return ['write a plain expression: no comments, no dollar quotes, no prefixed strings, no semicolon']
  const own = JSON.stringify(recipe.sheets.map(({ columns }) => Object.values(columns).map(({ sql }) => sql)))
  const allowed = templateTexts([{ ...template, columns: [column] }])
  for (const name of Object.keys(sheet.value_maps)) allowed.add(name)
  const problems: string[] = []
  let codes = 0
  for (const token of tokens) {
    if (token.kind === 'word' && /^(?:chr|unicode|unhex|from_hex|from_base64|decode|format|printf)$/i.test(token.raw)) {
      problems.push(`${token.raw} could write text that is not in the data`)
    }
    if (token.kind === 'number' && token.raw.length > 4 && !own.includes(token.raw) && !said.includes(token.raw)) {
      problems.push(`${token.raw} stands in neither the data nor the template`)
    }
    if (token.kind !== 'text' || allowed.has(token.value) || isDateFormat(token.value) || plainLiteral(token.value))
      continue
    if (/^[A-Z]{2}$/.test(token.value) && ++codes <= 2) continue
    if (said !== '' && said.toLowerCase().includes(token.value.toLowerCase())) continue
    if (own.includes(JSON.stringify(quoted(token.value)).slice(1, -1))) continue
    problems.push(
      `the text ${quoted(token.value)} stands in neither the template nor the recipe: cells come from the source`,
    )
  }
  const reads = tokens.some(({ kind: each }) => each === 'name') || /[\p{L}_]\w*\s*\.\s*[\p{L}_]/u.test(edit.sql)
  if (!reads && said === '') problems.push('the expression reads no column of the source')
  return problems
}

function refuseSheet({ template: slug, ref, headers, columns }: SheetEdit, known: Known): string[] {
  const { recipe, templates } = known
  if (!templates.some((template) => template.slug === slug)) return [`there is no template ${slug}`]
  if (recipe.sheets.some(({ template }) => template === slug)) return [`there is a sheet ${slug} already`]
  if (headers.length === 0) return ['there is no such table']
  const bare = withSheet(recipe, slug, ref, '', headers)
  return columns.flatMap((column) =>
    refuseEdit({ kind: 'column', edit: { ...column, template: slug } }, { ...known, recipe: bare }),
  )
}

/** The recipe with an empty sheet over a table, whose input is added where there is none of that name. */
function withSheet(recipe: RecipeBody, template: string, ref: string, table: string, headers: string[]): RecipeBody {
  const input = { ref, table: { name: table || ref, columns: headers }, shape: [] }
  const sheet = { template, from: ref, columns: {}, joins: [], drop: [], drop_invalid: [], group: null }
  return {
    ...recipe,
    inputs: recipe.inputs.some((each) => each.ref === ref) ? recipe.inputs : [...recipe.inputs, input],
    sheets: [...recipe.sheets, { ...sheet, value_maps: {}, dedupe: null, review: [] }],
  }
}

/** What may stand between values, and words that library functions take. */
const plainLiteral = (value: string) =>
  /^[^\p{L}\p{N}]{0,4}$/u.test(value) ||
  ['dot', 'comma', 'plain', 'day_first', 'month_first'].includes(value) ||
  isBarePattern(value)

/** A regular expression that names kinds of characters only (`(\\d+)[a-z]*`): it can find text, but says none. */
const isBarePattern = (value: string) =>
  value.length <= 100 &&
  /[\\[]/.test(value) &&
  !/[\p{L}\p{N}]/u.test(
    value
      .replace(/\\[dwsbDWSB]/g, '')
      .replace(/\[\^?(?:[a-zA-Z0-9]-[a-zA-Z0-9]|\\[dws]|[^\p{L}\p{N}\]])+\]/gu, '')
      .replace(/\{\d+(?:,\d*)?\}/g, ''),
  )

/** The recipe with edits made, which nobody has checked yet. Null when it would not even be a recipe. */
export function applyEdits(recipe: RecipeBody, edits: readonly Edit[], by: string): RecipeBody | null {
  let changed = structuredClone(recipe)
  for (const given of edits.flatMap(inParts)) {
    if (given.kind === 'sheet') {
      const { template, ref, table, headers } = given.edit
      changed = withSheet(changed, template, ref, table, headers)
      continue
    }
    const { kind, edit } = given
    const sheet = changed.sheets.find(({ template }) => template === edit.template)
    if (!sheet) return null
    if (kind === 'column') {
      const why = `Proposed by the language model ${by}${edit.why === '' ? '' : `: ${plainText(edit.why, 300)}`}`
      sheet.columns[edit.column] = { sql: edit.sql, why, confidence: modelConfidence }
      continue
    }
    const column = sheet.columns[edit.column]
    if (!column) return null
    const named = /map_value\((?:[^']|'(?:[^']|'')*')*?,\s*'((?:[^']|'')+)'\s*\)/i
      .exec(column.sql)?.[1]
      ?.replaceAll("''", "'")
    const name = named ?? freeName(sheet.value_maps, edit.column)
    if (!named) column.sql = `map_value(${column.sql}, ${quoted(name)})`
    sheet.value_maps[name] = {
      ...sheet.value_maps[name],
      ...Object.fromEntries(edit.entries.map(({ from, to }) => [from, to])),
    }
  }
  const parsed = recipeBodySchema.safeParse(changed)
  return parsed.success ? parsed.data : null
}

/** A sheet first, then its columns as edits of their own. */
const inParts = (given: Edit): Edit[] =>
  given.kind === 'sheet'
    ? [
        given,
        ...given.edit.columns.map(
          (column): Edit => ({ kind: 'column', edit: { ...column, template: given.edit.template } }),
        ),
      ]
    : [given]

function freeName(maps: Readonly<Record<string, unknown>>, column: string): string {
  let name = column
  for (let count = 2; Object.hasOwn(maps, name); count++) name = `${column} ${count}`
  return name
}

/** A model's words as they may be shown: one line, no addresses to follow, not endless. */
export function plainText(text: string, most: number): string {
  const line = text
    .replace(/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+/gi, '[link removed]')
    .replace(/[\p{C}]+/gu, ' ')
    .replace(/[<>]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
