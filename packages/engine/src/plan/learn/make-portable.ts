import type {
  ColumnProfile,
  LearnedInput,
  LearnedSheet,
  RecipeBody,
  RecipeSheet,
  SourceRecipeBody,
  StagedTable,
  TableProfile,
  Template,
} from '@godwit/contract'
import type { Intent } from '../match/intent.ts'
import { matchOption } from '../match/match-options.ts'
import { readIntent } from '../match/read-intent.ts'
import { inputRefs } from '../shape/view.ts'
import { hashRules } from './hash-header.ts'
import { isKnownText, type KnownWords, knownWords } from './known-words.ts'
import { learnTable, templateTexts } from './learn-table.ts'
import { mapShape, partsOfShape } from './map-shape.ts'
import { mergeProfiles } from './merge-profiles.ts'
import { isPersonalHeader, isPortableSql, type SqlScope } from './portable-sql.ts'
import { columnsRead, renameIn, tokenize } from './sql-tokens.ts'
import { isVocabulary, isVocabularyWord } from './vocabulary.ts'

export type PortableInput = {
  recipe: RecipeBody
  templates: readonly Template[]
  /** All staged tables of the migration, in its order. */
  tables: readonly StagedTable[]
  /** The staged table of each input that names one. */
  bound: ReadonlyMap<string, StagedTable>
  profiles: readonly TableProfile[]
}

const neutralReason = 'left out as in earlier migrations of this source'
const neutralMessage = 'marked for a look as in earlier migrations of this source'

/**
 * The part of an executed recipe that may be carried to the source's other customers. What docs/decisions/0009 calls
 * bound is left out: file names, values that are the customer's, constants, single rows, and every text that is not
 * recognised as the source's, the template's or everybody's. Null when nothing is left.
 */
export function makePortable(input: PortableInput): SourceRecipeBody | null {
  const { recipe: whole, templates, tables: staged, bound, profiles } = input
  const read = usedInputs(whole.sheets, whole.inputs)
  const recipe = { ...whole, inputs: whole.inputs.filter(({ ref }) => read.has(ref)) }
  const headers = expressionsOf(recipe).flatMap((sql) => columnsRead(sql).map(({ column }) => column))
  const known = knownWords(...templates.flatMap(templateTexts), ...headers.filter((name) => !isPersonalHeader(name)))
  const names = nameInputs(recipe, staged, bound, known)
  const profileOf = (ref: string | null, column: string): ColumnProfile | undefined =>
    mergeProfiles(
      tablesBehind(ref, recipe, bound)
        .flatMap(({ name }) => profiles.find(({ table }) => table === name)?.columns ?? [])
        .filter((profile) => profile.column === column),
    )
  const base = { known, refs: new Set(names.keys()), profileOf }

  const unportable = new Set<string>()
  const inputs: LearnedInput[] = []
  for (const input of recipe.inputs) {
    const scope: SqlScope = { ...base, target: null, bound: unportable }
    const isPortable =
      names.has(input.ref) &&
      (input.union ?? []).every((ref) => !unportable.has(ref)) &&
      input.shape.every((op) => {
        const parts = partsOfShape(op)
        return (
          parts?.sql.every((sql) => isPortableSql(sql, scope)) &&
          parts.columns.every((name) => !isPersonalHeader(name)) &&
          parts.texts.every((text) => isKnownText(text, known))
        )
      })
    if (!isPortable) {
      unportable.add(input.ref)
      continue
    }
    const sql = (text: string) => renameIn(text, { refs: names, columns: new Map() })
    inputs.push({
      ref: names.get(input.ref)!,
      of: input.table ? tableRefOf(names, input.ref) : null,
      union: input.union?.map((ref) => names.get(ref)!) ?? null,
      shape: input.shape.map((op) => withReason(mapShape(op, { sql, column: (name) => name })!, known)),
    })
  }

  const sheets = recipe.sheets.flatMap((sheet): LearnedSheet[] => {
    const template = templates.find(({ slug }) => slug === sheet.template)
    if (!template || unportable.has(sheet.from)) return []
    const learned = learnSheet(sheet, template, recipe, { ...base, unportable, names })
    return learned ? [learned] : []
  })
  if (sheets.length === 0) return null

  const used = usedInputs(sheets, inputs)
  const kept = inputs.filter(({ ref }) => used.has(ref))
  const tables = [...new Set(kept.flatMap(({ of }) => of ?? []))].map((ref) => {
    const [original] = [...names].find(([old]) => bound.has(old) && tableRefOf(names, old) === ref)!
    const table = bound.get(original)!
    const refs = new Set(kept.filter(({ of }) => of === ref).map((input) => input.ref))
    for (const input of kept) if (input.union?.some((member) => refs.has(member))) refs.add(input.ref)
    return learnTable(
      ref,
      table,
      profiles.find((profile) => profile.table === table.name),
      readsOf(refs, kept, sheets),
      known,
    )
  })
  return { tables, inputs: kept, sheets }
}

/** The staged tables that a relation's rows come from; all for a column that names none. */
function tablesBehind(ref: string | null, recipe: RecipeBody, bound: ReadonlyMap<string, StagedTable>): StagedTable[] {
  if (ref === null) return [...new Set(bound.values())]
  const own = bound.get(ref)
  const union = recipe.inputs.find((input) => input.ref === ref)?.union ?? []
  return own ? [own] : union.flatMap((member) => tablesBehind(member, recipe, bound))
}

/** Names for inputs that say nothing of the files: `t1`, what is derived from it `t1_customer`, a union `all_contacts`. */
function nameInputs(
  recipe: RecipeBody,
  staged: readonly StagedTable[],
  bound: ReadonlyMap<string, StagedTable>,
  known: KnownWords,
): Map<string, string> {
  const natural = inputRefs(staged)
  const names = new Map<string, string>()
  const bases = new Map<string, string>()
  const free = (name: string): string => ([...names.values()].includes(name) ? free(`${name}_more`) : name)
  let unions = 0
  for (const { ref, union } of recipe.inputs) {
    const table = bound.get(ref)
    if (union) {
      const isOfTemplate = recipe.sheets.some(({ template }) => ref === `all_${template.replace(/[^a-z0-9]+/g, '_')}`)
      const first = union[0]!
      const rest = ref.startsWith(`all_${first}`) ? ref.slice(`all_${first}`.length) : null
      const stacked = rest !== null && isKnownText(rest, known) ? `all_${names.get(first)}${rest}` : `u${++unions}`
      names.set(ref, isOfTemplate ? ref : free(stacked))
    } else if (table) {
      const base = bases.get(table.name) ?? `t${bases.size + 1}`
      bases.set(table.name, base)
      const own = natural.get(table.name) ?? ''
      const rest = ref.startsWith(`${own}_`) ? ref.slice(own.length) : ''
      names.set(ref, free(isKnownText(rest, known) ? `${base}${rest}` : base))
    }
  }
  return names
}

/** The learned name of the table that an input reads: what all its inputs' names begin with. */
const tableRefOf = (names: ReadonlyMap<string, string>, ref: string): string => /^t\d+/.exec(names.get(ref)!)![0]

type SheetScope = Omit<SqlScope, 'target' | 'bound'> & {
  unportable: ReadonlySet<string>
  names: ReadonlyMap<string, string>
}

function learnSheet(
  sheet: RecipeSheet,
  template: Template,
  recipe: RecipeBody,
  { names, unportable, ...base }: SheetScope,
): LearnedSheet | null {
  const { known } = base
  const boundRefs = new Set(unportable)
  const renames = new Map(names)
  const aliases = new Map(sheet.joins.map(({ as, input }) => [as, input]))
  const profileOf: SqlScope['profileOf'] = (ref, column) => base.profileOf(aliases.get(ref ?? '') ?? ref, column)
  const condition: SqlScope = { ...base, profileOf, target: null, bound: boundRefs }
  const joins = sheet.joins.flatMap((join) => {
    const canonical = names.get(join.input)
    if (!canonical || unportable.has(join.input) || !isPortableSql(join.on, condition)) {
      boundRefs.add(join.as)
      return []
    }
    const rest = join.as.startsWith(join.input) ? join.as.slice(join.input.length) : null
    let as =
      rest !== null && isKnownText(rest, known)
        ? `${canonical}${rest}`
        : isKnownText(join.as, known)
          ? join.as
          : 'lookup'
    while ([...renames.values()].includes(as)) as = `${as}_2`
    renames.set(join.as, as)
    return [{ ...join, input: canonical, as }]
  })
  const rename = (sql: string) => renameIn(sql, { refs: renames, columns: new Map() })
  if (sheet.group && !sheet.group.by.every((by) => isPortableSql(by, condition))) return null

  const columns: LearnedSheet['columns'] = {}
  const value_maps: LearnedSheet['value_maps'] = {}
  for (const column of template.columns) {
    const own = sheet.columns[column.name]
    if (!own) continue
    const intent = readIntent(column, template)
    const scope: SqlScope = { ...condition, target: { column, intent } }
    const maps = mapsOf(own.sql, sheet)
    const isList = intent.options !== null || intent.target === 'boolean'
    if (own.sql !== 'NULL' && (!isPortableSql(own.sql, scope) || (maps.length > 0 && !isList))) continue
    columns[column.name] = { sql: rename(own.sql), why: '', confidence: own.confidence }
    for (const name of maps) {
      value_maps[name] = { ...value_maps[name], ...portableMap(sheet.value_maps[name] ?? {}, own.sql, scope, intent) }
    }
  }
  if (Object.values(columns).every(({ sql }) => sql === 'NULL')) return null
  const keep = sheet.dedupe?.keep
  const keepIsPortable = typeof keep !== 'object' || isPortableSql(keep.by, condition)
  return {
    template: sheet.template,
    from: names.get(sheet.from)!,
    joins: joins.map((join) => ({ ...join, on: rename(join.on) })),
    lost_drops: sheet.drop.some(({ when }) => !isPortableSql(when, condition)),
    drop: sheet.drop
      .filter(({ when }) => isPortableSql(when, condition))
      .map(({ when, reason }) => ({ when: rename(when), reason: isKnownText(reason, known) ? reason : neutralReason })),
    drop_invalid: sheet.drop_invalid,
    group: sheet.group && { by: sheet.group.by.map(rename) },
    columns,
    value_maps,
    dedupe:
      sheet.dedupe && keepIsPortable
        ? { ...sheet.dedupe, keep: typeof keep === 'object' ? { by: rename(keep.by) } : sheet.dedupe.keep }
        : null,
    review: sheet.review
      .filter(({ when }) => isPortableSql(when, condition))
      .map((rule) => ({
        ...rule,
        when: rename(rule.when),
        message: isKnownText(rule.message, known) ? rule.message : neutralMessage,
      })),
    rules: Object.fromEntries(template.columns.map((column) => [column.name, hashRules(column)])),
    keeps_duplicates:
      sheet.dedupe === null &&
      recipe.answers.some(({ question, answer }) => answer === 'all' && question.startsWith(`${template.slug}.`)),
  }
}

/** Value maps that an expression uses. */
const mapsOf = (sql: string, sheet: RecipeSheet): string[] => {
  const said = new Set(tokenize(sql).flatMap(({ kind, value }) => (kind === 'string' ? [value] : [])))
  return Object.keys(sheet.value_maps).filter((name) => /\bmap_value\b/i.test(sql) && said.has(name))
}

/** The entries whose raw value is a word of the source's, and whose target is the template's. */
function portableMap(
  entries: Readonly<Record<string, string | null>>,
  sql: string,
  scope: SqlScope,
  intent: Intent,
): Record<string, string | null> {
  const reads = columnsRead(sql)
  const sorts =
    reads.length > 0 &&
    reads.every(({ ref, column }) => {
      const profile = scope.profileOf(ref, column)
      return profile !== undefined && isVocabulary(column, scope.target!.column.name, profile)
    })
  const options = intent.options ?? ['true', 'false']
  return Object.fromEntries(
    Object.entries(entries).filter(([raw, target]) => {
      if (target !== null && !options.includes(target)) return false
      if (target !== null && matchOption(raw, options, intent.optionWords)?.option === target) return true
      return sorts && isVocabularyWord(raw, scope.known)
    }),
  )
}

function withReason<Op extends LearnedInput['shape'][number]>(op: Op, known: KnownWords): Op {
  return 'reason' in op && !isKnownText(op.reason, known) ? { ...op, reason: neutralReason } : op
}

/** Refs of the inputs that sheets are filled from, look up, or that these stack. */
function usedInputs(
  sheets: readonly Pick<RecipeSheet, 'from' | 'joins'>[],
  inputs: readonly { ref: string; union?: readonly string[] | null | undefined }[],
): Set<string> {
  const used = new Set(sheets.flatMap(({ from, joins }) => [from, ...joins.map(({ input }) => input)]))
  for (const input of inputs.toReversed()) if (used.has(input.ref)) for (const ref of input.union ?? []) used.add(ref)
  return used
}

/** The columns of a table that anything kept reads. */
function readsOf(
  refs: ReadonlySet<string>,
  inputs: readonly LearnedInput[],
  sheets: readonly LearnedSheet[],
): Set<string> {
  const found = new Set<string>()
  for (const { ref, shape } of inputs) {
    if (!refs.has(ref)) continue
    for (const op of shape) {
      const parts = partsOfShape(op)!
      for (const name of parts.columns) found.add(name)
      for (const sql of parts.sql) for (const read of columnsRead(sql)) found.add(read.column)
    }
  }
  for (const sheet of sheets) {
    const own = new Set([...refs, ...sheet.joins.filter(({ input }) => refs.has(input)).map(({ as }) => as)])
    for (const sql of expressionsOfSheet(sheet)) {
      for (const { ref, column } of columnsRead(sql)) if (ref === null || own.has(ref)) found.add(column)
    }
  }
  return found
}

export function expressionsOfSheet(sheet: Omit<RecipeSheet, 'template'>): string[] {
  return [
    ...sheet.joins.map(({ on }) => on),
    ...sheet.drop.map(({ when }) => when),
    ...(sheet.group?.by ?? []),
    ...Object.values(sheet.columns).map(({ sql }) => sql),
    ...sheet.review.map(({ when }) => when),
    ...(sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? [sheet.dedupe.keep.by] : []),
  ]
}

const expressionsOf = (recipe: RecipeBody): string[] => [
  ...recipe.inputs.flatMap(({ shape }) => shape.flatMap((op) => partsOfShape(op)?.sql ?? [])),
  ...recipe.sheets.flatMap(expressionsOfSheet),
]
