import type {
  Answer,
  Question,
  RecipeBody,
  RecipeInput,
  RecipeSheet,
  SourceRecipeBody,
  StagedTable,
} from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { ident } from '../../sql/quote.ts'
import { AnswerBook } from '../ask/answers.ts'
import { askSource } from '../ask/ask.ts'
import type { Candidate } from '../match/candidate.ts'
import { type Plan, type PlanInput, planMapping } from '../plan-mapping.ts'
import { inputRefs } from '../shape/view.ts'
import { answerFromSource, type Known, kindOfQuestion } from './answer-from-source.ts'
import { carryInputs } from './carry-inputs.ts'
import { type CarriedSheet, carrySheet } from './carry-sheet.ts'
import { orderOf, readWriting } from './compare-sql.ts'
import type { FreshView } from './match-columns.ts'
import { matchTables, type TableFit } from './match-tables.ts'
import { columnsRead, renameIn } from './sql-tokens.ts'

export type SourcePlanInput = PlanInput & {
  source: { name: string; version: number; recipe: SourceRecipeBody }
  /** What is wrong with a recipe over the tables, each with the path where it stands; empty when it can run. */
  check(recipe: RecipeBody): Promise<readonly { path: string; message: string }[]>
  /** How a mapping is made without the source's recipe. */
  planFresh?: (input: PlanInput) => Promise<Plan>
}

/** A plan that starts from what a source has learned. `drift` says what is different from earlier migrations. */
export type SourcePlan = Plan & { drift: string[]; carried: number }

const mostQuestions = 10
/** Learned answers may raise questions that could not be asked before. */
const mostRounds = 3
const mostRepairs = 8

/**
 * Plans a migration from its source's recipe: what fits is replayed byte for byte, what has drifted is healed with
 * evidence, what cannot be known is asked, and what is new is planned afresh. Too little that fits: all of it is planned
 * afresh, and a note says so. The same input gives the same plan. Fails with `no_mapping` as `planMapping` does.
 */
export async function planFromSource(input: SourcePlanInput): Promise<SourcePlan> {
  const { source, templates, tables, profiles } = input
  const learned = source.recipe
  let fresh = await planOrNone(input, input.answers)
  const book = new AnswerBook(input.answers)
  const fits = matchTables(learned.tables, tables, profiles, freshView(learned, fresh?.recipe ?? null, tables))
  const asked = settleUnsure(input, fits, book)
  for (let round = 0; fresh && round < mostRounds; round++) {
    const given = answerFromSource(fresh.questions, knowledge(learned, fits, input))
    const news = given.filter(({ id }) => !fresh!.recipe.answers.some((used) => used.question === id))
    if (news.length === 0) break
    const next = await planOrNone(input, [...input.answers, ...news])
    if (!next || next.questions.length === fresh.questions.length) break
    fresh = next
  }

  const without = new Set<string>()
  for (let repair = 0; repair < mostRepairs; repair++) {
    const attempt = new AnswerBook(input.answers)
    const plan = compose(input, fits, fresh, without, attempt)
    if (plan === null) break
    const problems = await input.check(plan.recipe)
    if (problems.length === 0) {
      const questions = [...plan.questions, ...asked]
        .sort((a, b) => b.about.affected_rows - a.about.affected_rows)
        .slice(0, mostQuestions)
      return { ...plan, questions }
    }
    const before = without.size
    for (const { path } of problems) for (const each of blame(plan.recipe, path)) without.add(each)
    if (without.size === before) break
  }
  if (!fresh) return { ...(await (input.planFresh ?? planMapping)(input)), drift: [], carried: 0 }
  const note = `The recipe that earlier migrations of ${source.name} left (version ${source.version}) does not fit ${templates.length === 1 ? 'these files' : 'these files and templates'}, so the mapping was planned afresh.`
  const plain = await (input.planFresh ?? planMapping)(input)
  return { ...plain, notes: [note, ...plain.notes], drift: [note], carried: 0 }
}

async function planOrNone(input: SourcePlanInput, answers: readonly Answer[]): Promise<Plan | null> {
  try {
    return await (input.planFresh ?? planMapping)({ ...input, answers })
  } catch (error) {
    // The source's recipe may know what names and values do not show.
    if (error instanceof EngineError && error.code === 'no_mapping') return null
    throw error
  }
}

/** The one column that each template column is read from, as `template\u0000column` → `table\u0000column`. */
function freshView(
  learned: SourceRecipeBody,
  fresh: RecipeBody | null,
  tables: readonly StagedTable[],
): (learnedRef: string, table: StagedTable) => FreshView {
  const refs = new Map([...inputRefs(tables)].map(([name, ref]) => [ref, name]))
  const tableNamed = (ref: string | null) =>
    ref === null ? undefined : (tableOfInput(fresh?.inputs ?? [], ref) ?? refs.get(ref))
  const now = new Map<string, { table: string | undefined; column: string }>()
  for (const sheet of fresh?.sheets ?? []) {
    for (const [name, { sql, confidence }] of Object.entries(sheet.columns)) {
      const [only, ...others] = columnsRead(sql)
      if (!only || others.length > 0 || (confidence ?? 1) < 0.5) continue
      const ref = sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref
      now.set(`${sheet.template}\u0000${name}`, { table: tableNamed(ref), column: only.column })
    }
  }
  const was = new Map<string, Set<string>>()
  for (const sheet of learned.sheets) {
    for (const [name, { sql }] of Object.entries(sheet.columns)) {
      const [only, ...others] = columnsRead(sql)
      if (!only || others.length > 0) continue
      const ref = sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref
      const of = ref === null ? undefined : learnedTableOf(learned, ref)
      const key = `${of}\u0000${only.column}`
      was.set(key, (was.get(key) ?? new Set()).add(`${sheet.template}\u0000${name}`))
    }
  }
  const fills = new Map<string, string[]>()
  for (const [target, { table, column }] of now) {
    const key = `${table}\u0000${column}`
    fills.set(key, [...(fills.get(key) ?? []), target])
  }
  return (learnedRef, table) => (from, to) => {
    const fed = was.get(`${learnedRef}\u0000${from}`) ?? new Set<string>()
    const feeds = fills.get(`${table.name}\u0000${to}`) ?? []
    if (feeds.some((target) => fed.has(target))) return 1
    return feeds.length > 0 && fed.size > 0 ? -1 : 0
  }
}

/** The table that an input reads; of a union the first one's. */
function tableOfInput(inputs: readonly RecipeInput[], ref: string): string | undefined {
  const input = inputs.find((each) => each.ref === ref)
  const first = input?.union?.[0]
  return first === undefined ? input?.table?.name : tableOfInput(inputs, first)
}

function learnedTableOf(learned: SourceRecipeBody, ref: string): string | undefined {
  const input = learned.inputs.find((each) => each.ref === ref)
  const first = input?.union?.[0]
  return first === undefined ? (input?.of ?? undefined) : learnedTableOf(learned, first)
}

/** Asks which column is meant where several may be, and takes the likeliest meanwhile. */
function settleUnsure(input: SourcePlanInput, fits: Map<string, TableFit>, book: AnswerBook): Question[] {
  const { templates, profiles, tables, source } = input
  const refs = inputRefs(tables)
  for (const fit of fits.values()) {
    const profile = profiles.find(({ table }) => table === fit.table.name)
    const ref = refs.get(fit.table.name)!
    for (const { from, candidates } of fit.unsure) {
      const fed = source.recipe.sheets
        .flatMap((sheet) => {
          const own = new Set(
            source.recipe.inputs
              .filter((each) => learnedTableOf(source.recipe, each.ref) === fit.learned.ref)
              .map((each) => each.ref),
          )
          const names = new Set([...own, ...sheet.joins.filter((join) => own.has(join.input)).map(({ as }) => as)])
          const template = templates.find(({ slug }) => slug === sheet.template)
          return (template?.columns ?? [])
            .filter(({ name }) =>
              columnsRead(sheet.columns[name]?.sql ?? '').some(
                (read) => read.column === from && (read.ref === null || names.has(read.ref)),
              ),
            )
            .map((column) => ({ template: template!.slug, column }))
        })
        .sort((a, b) => Number(b.column.required) - Number(a.column.required))
      const [target] = fed
      if (!target || !profile) {
        fit.missing.push(from)
        continue
      }
      const options = candidates.flatMap(({ to }): Candidate[] => {
        const position = profile.columns.findIndex(({ column }) => column === to)
        const own = profile.columns[position]
        if (!own || [...fit.columns.values()].includes(to)) return []
        return [
          { ref, table: fit.table.name, column: to, label: to, sql: `${ref}.${ident(to)}`, profile: own, position },
        ]
      })
      if (options.length === 0) {
        fit.missing.push(from)
        continue
      }
      const base = askSource({ ...target, table: fit.table.name }, options, profile.row_count)
      const question = { ...base, question: `${base.question} Earlier files of ${source.name} called it "${from}".` }
      const decided = book.decide(question, (answer) => ({ to: answer === 'none' ? null : answer }))
      const to = decided ? decided.to : options[0]!.label
      if (to === null) fit.missing.push(from)
      else {
        fit.columns.set(from, to)
        fit.renames.push({ from, to, score: 1, reasons: [decided ? 'as answered' : 'the likeliest, to be confirmed'] })
        fit.news = fit.news.filter((name) => name !== to)
      }
    }
    fit.unsure = []
  }
  return book.questions
}

/** What the learned recipe says about what a fresh plan asks. */
function knowledge(
  learned: SourceRecipeBody,
  fits: ReadonlyMap<string, TableFit>,
  { tables }: SourcePlanInput,
): (question: Question) => Known {
  const inputs = carryInputs(learned, fits, tables)
  return (question) => {
    const { template, template_column: name } = question.about
    const sheet = learned.sheets.find((each) => each.template === template)
    if (!sheet || name === null) return {}
    const keep = sheet.keeps_duplicates ? 'all' : typeof sheet.dedupe?.keep === 'string' ? sheet.dedupe.keep : undefined
    const column = sheet.columns[name]
    if (!column) return keep ? { keep } : {}
    const order = orderOf(readWriting(column.sql).formats)
    const base: Known = { ...(keep ? { keep } : {}), ...(order ? { order } : {}) }
    if (column.sql === 'NULL') {
      const isNew = new Set([...fits.values()].flatMap(({ news }) => news))
      return question.options.some(({ id }) => isNew.has(id)) ? base : { ...base, column: null }
    }
    const [only, ...others] = columnsRead(column.sql)
    const input = only && inputs.get(sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref ?? sheet.from)
    const now = only && input && others.length === 0 ? (input.columns.get(only.column) ?? undefined) : undefined
    return now === undefined ? base : { ...base, column: now }
  }
}

type Composed = SourcePlan

/** Puts carried and fresh sheets together; null when nothing of the source's recipe fits. */
function compose(
  input: SourcePlanInput,
  fits: ReadonlyMap<string, TableFit>,
  fresh: Plan | null,
  without: ReadonlySet<string>,
  book: AnswerBook,
): Composed | null {
  const { source, templates, tables, profiles } = input
  const inputs = carryInputs(source.recipe, fits, tables)
  const news = new Set([...fits.values()].flatMap((fit) => fit.news))
  const carried = new Map<string, CarriedSheet>()
  const unfit: string[] = []
  for (const template of templates) {
    const sheet = source.recipe.sheets.find((each) => each.template === template.slug)
    if (!sheet) continue
    const attempt = new AnswerBook(input.answers)
    const made = without.has(template.slug)
      ? null
      : carrySheet(
          {
            source: source.name,
            sheet,
            template,
            inputs,
            fresh: fresh?.recipe.sheets.find((each) => each.template === template.slug) ?? null,
            profileOf: (table, column) =>
              profiles.find((each) => each.table === table)?.columns.find((each) => each.column === column),
            isNew: (column) => news.has(column),
            without: new Set(
              [...without].flatMap((each) =>
                each.startsWith(`${template.slug}.`) ? each.slice(template.slug.length + 1) : [],
              ),
            ),
          },
          attempt,
        )
    if (made) {
      carried.set(template.slug, made)
      book.questions.push(...attempt.questions)
      book.used.push(...attempt.used)
    } else unfit.push(template.slug)
  }
  if (carried.size === 0) return null

  const defined = new Map<string, RecipeInput>()
  const keepInput = (ref: string, from: readonly RecipeInput[]) => {
    const own = from.find((each) => each.ref === ref)
    if (!own || defined.has(ref)) return
    for (const member of own.union ?? []) keepInput(member, from)
    defined.set(ref, own)
  }
  const all = [...inputs.values()].flatMap((each) => each.inputs)
  for (const { sheet } of carried.values()) {
    for (const ref of [sheet.from, ...sheet.joins.map((join) => join.input)]) keepInput(ref, all)
  }
  const freshInputs = fresh?.recipe.inputs ?? []
  const renames = new Map<string, string>()
  for (const each of freshInputs) {
    const own = defined.get(each.ref)
    if (own && JSON.stringify(own) !== JSON.stringify(each)) renames.set(each.ref, `${each.ref.slice(0, 55)}_anew`)
  }
  const sheets = templates.flatMap((template): RecipeSheet[] => {
    const own = carried.get(template.slug)
    if (own) return [own.sheet]
    const other = fresh?.recipe.sheets.find((each) => each.template === template.slug)
    return other ? [renameSheet(other, renames)] : []
  })
  const anew = freshInputs.map((each) => renameInput(each, renames))
  for (const sheet of sheets) {
    for (const ref of [sheet.from, ...sheet.joins.map((join) => join.input)])
      keepInput(ref, [...defined.values(), ...anew])
  }
  const place = (ref: string) => {
    const at = freshInputs.findIndex((each) => each.ref === ref)
    return at < 0 ? freshInputs.length : at
  }
  const ordered = [...defined.values()].sort(
    (a, b) => Number(a.union !== undefined) - Number(b.union !== undefined) || place(a.ref) - place(b.ref),
  )

  const questions = [...book.questions, ...(fresh?.questions ?? []).filter((question) => stillOpen(question, carried))]
  const [count, of] = [...carried.values()].reduce(([a, b], each) => [a + each.carried, b + each.of], [0, 0])
  const drift = [
    ...sayTables(source.name, fits, new Set(all.flatMap(({ table }) => table?.name ?? []))),
    ...[...carried.values()].flatMap((each) => each.drift),
    ...(unfit.length > 0 ? [`Too little of what was learned about ${unfit.join(', ')} fits; planned afresh.`] : []),
  ]
  const opening = `Started from the recipe that earlier migrations of ${source.name} left (version ${source.version}): ${count} of ${of} columns are filled as learned.`
  const remarks = [...carried.values()].flatMap((each) => each.remarks)
  const different =
    drift.length === 0
      ? ' Nothing is different from then.'
      : ` Different from then:\n${drift.map((line) => `- ${line}`).join('\n')}`
  const changes = [`${opening}${different}`, ...remarks]
  const answers = [...(fresh?.recipe.answers ?? []), ...book.used]
  return {
    recipe: {
      inputs: ordered,
      sheets,
      answers: answers.filter((answer, at) => answers.findIndex((other) => other.question === answer.question) === at),
    },
    questions: questions.filter(({ id }, at) => questions.findIndex((other) => other.id === id) === at),
    notes: changes,
    drift,
    carried: count,
  }
}

/** A fresh plan's question counts where its own expression does. */
function stillOpen(question: Question, carried: ReadonlyMap<string, CarriedSheet>): boolean {
  const { template, template_column: column } = question.about
  const own = template === null ? undefined : carried.get(template)
  if (!own || column === null) return true
  const kind = kindOfQuestion(question)
  if (kind === 'duplicates') return own.asksDuplicates
  if (own.asks.has(column)) return true
  // A date whose order neither the data nor the source's recipe says.
  return kind === 'date_order' && orderOf(readWriting(own.sheet.columns[column]?.sql ?? '').formats) === null
}

function sayTables(source: string, fits: ReadonlyMap<string, TableFit>, used: ReadonlySet<string>): string[] {
  return [...fits.values()].flatMap((fit) => {
    if (!used.has(fit.table.name)) return []
    const names = fit.news.filter((name) => !name.includes('.'))
    return [
      ...(fit.more.length > 0
        ? [
            `The rows come in ${fit.more.length + 1} files now: ${[fit.table, ...fit.more].map(({ name }) => name).join(', ')}.`,
          ]
        : []),
      ...fit.renames.map(
        ({ from, to, reasons }) =>
          `"${from}" is called "${to}" now${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}.`,
      ),
      ...(names.length > 0
        ? [
            `New in ${fit.table.name}, not in earlier files of ${source}: ${names
              .slice(0, 10)
              .map((name) => `"${name}"`)
              .join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`,
          ]
        : []),
    ]
  })
}

const none = new Map<string, ReadonlyMap<string, string>>()

function renameSheet(sheet: RecipeSheet, refs: ReadonlyMap<string, string>): RecipeSheet {
  if (refs.size === 0) return sheet
  const sql = (text: string) => renameIn(text, { refs, columns: none })
  const name = (ref: string) => refs.get(ref) ?? ref
  return {
    ...sheet,
    from: name(sheet.from),
    joins: sheet.joins.map((join) => ({ ...join, input: name(join.input), on: sql(join.on) })),
    drop: sheet.drop.map((rule) => ({ ...rule, when: sql(rule.when) })),
    group: sheet.group && { by: sheet.group.by.map(sql) },
    columns: Object.fromEntries(
      Object.entries(sheet.columns).map(([key, column]) => [key, { ...column, sql: sql(column.sql) }]),
    ),
    dedupe:
      sheet.dedupe && typeof sheet.dedupe.keep === 'object'
        ? { ...sheet.dedupe, keep: { by: sql(sheet.dedupe.keep.by) } }
        : sheet.dedupe,
    review: sheet.review.map((rule) => ({ ...rule, when: sql(rule.when) })),
  }
}

function renameInput(input: RecipeInput, refs: ReadonlyMap<string, string>): RecipeInput {
  if (!refs.has(input.ref) && !input.union?.some((ref) => refs.has(ref))) return input
  const names = { refs, columns: none }
  return {
    ...input,
    ref: refs.get(input.ref) ?? input.ref,
    ...(input.union ? { union: input.union.map((ref) => refs.get(ref) ?? ref) } : {}),
    shape: input.shape.map((op) => ({
      ...op,
      ...('when' in op ? { when: renameIn(op.when, names) } : {}),
      ...('value' in op && op.op === 'section' ? { value: renameIn(op.value, names) } : {}),
      ...(op.op === 'compute'
        ? { columns: Object.fromEntries(Object.entries(op.columns).map(([key, sql]) => [key, renameIn(sql, names)])) }
        : {}),
      ...(op.op === 'fill_down' && op.within !== undefined ? { within: renameIn(op.within, names) } : {}),
    })) as RecipeInput['shape'],
  }
}

/** What of the source's recipe a problem's path speaks of: `contacts.Email`, or a whole sheet. */
function blame(recipe: RecipeBody, path: string): string[] {
  const [, kind, index, part, ...rest] = /^(inputs|sheets)\.(\d+)(?:\.([^.]+)(?:\.(.+))?)?$/.exec(path) ?? []
  if (kind === 'sheets') {
    const sheet = recipe.sheets[Number(index)]
    if (!sheet) return []
    const column = part === 'columns' ? rest[0]?.replace(/\.sql$/, '') : undefined
    return [column === undefined ? sheet.template : `${sheet.template}.${column}`]
  }
  const ref = recipe.inputs[Number(index)]?.ref
  return recipe.sheets
    .filter(({ from, joins }) => ref === undefined || from === ref || joins.some(({ input }) => input === ref))
    .map(({ template }) => template)
}
