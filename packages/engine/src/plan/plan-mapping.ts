import type {
  Answer,
  Inclusion,
  Question,
  RecipeBody,
  StagedTable,
  TableProfile,
  Template,
  TemplateColumn,
} from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { text } from '../sql/quote.ts'
import { AnswerBook } from './ask/answers.ts'
import { askDateOrder, askMissing, askSource } from './ask/ask.ts'
import { askPhoneRegion, readRegionAnswer } from './ask/ask-phone-region.ts'
import { decideValues } from './ask/decide-values.ts'
import { namedOption, readConstant } from './ask/read-answer.ts'
import { readOrder } from './ask/read-order.ts'
import type { Choices } from './convert/conversion.ts'
import { checkSums } from './draft/check-sums.ts'
import { derivedFrom, derivedKey } from './draft/derive.ts'
import type { Draft, DraftColumn } from './draft/draft.ts'
import { draftSheet, missingColumns } from './draft/draft-sheet.ts'
import { generateKey } from './draft/generate-key.ts'
import { groupDraft } from './draft/group-draft.ts'
import { planNearDuplicates } from './draft/near-duplicates.ts'
import { planRows } from './draft/plan-rows.ts'
import { draftUnion, isToldOfFiles, unionMembers } from './draft/plan-union.ts'
import { pointOutSuspects } from './draft/point-out-suspects.ts'
import { settleRecords } from './draft/settle-records.ts'
import { writeRecipe } from './draft/write-recipe.ts'
import type { Candidate } from './match/candidate.ts'
import { parentsFirst, rankViews } from './match/choose-views.ts'
import type { Intent } from './match/intent.ts'
import { fold } from './match/name-words.ts'
import { readIntents } from './match/read-intents.ts'
import { scorePair } from './match/score-pair.ts'
import { settleViews } from './match/settle-views.ts'
import { buildViews } from './shape/build-views.ts'
import { stackInclusions } from './shape/stack-views.ts'
import type { Probe, View } from './shape/view.ts'

export type PlanInput = {
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  inclusions: readonly Inclusion[]
  /** All answers of the migration so far; what was answered is never asked again. */
  answers: readonly Answer[]
  /** Runs a query over views named as `inputRefs` says, with the standard library loaded. */
  probe: Probe
}

export type Plan = { recipe: RecipeBody; questions: Question[]; notes: string[] }

const mostQuestions = 10

/**
 * Authors a recipe by rules: what each template is filled from, how every value is converted, which rows count. Asks
 * only what the data leaves open and the output depends on, most rows first. The recipe is whole even while questions
 * are open. The same input gives the same plan. Fails with `no_mapping` when nothing fits any template.
 */
export async function planMapping(given: PlanInput): Promise<Plan> {
  const { templates, probe } = given
  const book = new AnswerBook(given.answers)
  const views = await buildViews({ ...given })
  const input = { ...given, inclusions: stackInclusions(given.inclusions, views) }
  const intents = new Map(templates.map((template) => [template.slug, readIntents(template)]))
  const drafts = new Map<string, Draft>()
  const chosenViews = chooseViews(templates, intents, views)
  for (const template of parentsFirst(templates)) {
    const view = chosenViews.get(template.slug)
    if (!view) continue
    const members = claimed(chosenViews, template, view)
      ? []
      : unionMembers(template, intents.get(template.slug)!, freeViews(views, chosenViews, template), view)
    if (members.length >= 2) {
      drafts.set(template.slug, draftUnion(template, intents.get(template.slug)!, members).draft)
      continue
    }
    const draft = draftWithAnswers(input, template, intents.get(template.slug)!, view, views, drafts, chosenViews, book)
    drafts.set(template.slug, draft)
  }
  for (const draft of drafts.values()) {
    if (isTold(draft)) continue
    respell(draft, drafts)
    const key = await derivedKey(draft, chosenViews, templates, probe)
    if (key !== null) groupDraft(draft, key, await settleRecords(draft, key, probe, book))
  }
  for (const draft of orderForRows(drafts)) if (!isTold(draft)) await planRows(draft, drafts, templates, probe, book)
  for (const draft of drafts.values()) await checkSums(draft, probe)
  for (const draft of drafts.values()) {
    const profile = input.profiles.find(({ table }) => !draft.view.union && table === draft.view.table.name)
    await planNearDuplicates(draft, profile, drafts, probe, book)
    pointOutSuspects(draft, profile)
  }
  const written = templates.flatMap((template) => drafts.get(template.slug) ?? [])
  if (written.length === 0) {
    throw new EngineError(
      'no_mapping',
      'None of the tables fits any of the templates. Check that the right files and templates were chosen.',
    )
  }
  const questions = [...book.questions]
    .sort((a, b) => b.about.affected_rows - a.about.affected_rows)
    .slice(0, mostQuestions)
  return {
    recipe: writeRecipe(written, views, book),
    questions,
    notes: [...book.complaints, ...written.flatMap(({ notes }) => notes)],
  }
}

/** Whether a draft stacks files as its template's description says. */
const isTold = ({ view }: Draft): boolean => view.union !== undefined && view.layers === undefined

function chooseViews(
  templates: readonly Template[],
  intents: ReadonlyMap<string, ReadonlyMap<string, Intent>>,
  views: readonly View[],
): Map<string, View> {
  const ranked = templates.map((template) => {
    // A description that says how files make up records is followed; otherwise files of one shape are one.
    const told = isToldOfFiles(template, intents.get(template.slug)!)
    const offered = views.filter(({ layers }) => !told || layers === undefined)
    return [template.slug, rankViews(template, intents.get(template.slug)!, offered)] as const
  })
  return settleViews(new Map(ranked))
}

/** Whether another template is filled from the same view. */
const claimed = (chosenViews: ReadonlyMap<string, View>, template: Template, view: View): boolean =>
  [...chosenViews].some(([slug, other]) => slug !== template.slug && other === view)

const freeViews = (views: readonly View[], chosenViews: ReadonlyMap<string, View>, template: Template): View[] =>
  views.filter((view) => !claimed(chosenViews, template, view))

/** Drafts a sheet, takes the answers that there are into account, and notes the questions that are left. */
function draftWithAnswers(
  input: PlanInput,
  template: Template,
  intents: ReadonlyMap<string, Intent>,
  view: View,
  views: readonly View[],
  drafts: ReadonlyMap<string, Draft>,
  chosenViews: ReadonlyMap<string, View>,
  book: AnswerBook,
): Draft {
  const base = {
    template,
    intents,
    view,
    views,
    inclusions: input.inclusions,
    drafts,
    derived: derivedFrom(template, view, chosenViews, input.templates),
  }
  const chosen = new Map<string, string | null>()
  const make = (choices: ReadonlyMap<string, Choices>): Draft => {
    const made = draftSheet({ ...base, choices, chosen })
    generateKey(made, input.templates)
    return made
  }
  let draft = make(new Map())
  for (const column of template.columns) {
    const wish = sourceChoice(draft, column, view, book)
    if (wish !== undefined) chosen.set(column.name, wish)
  }
  const constants = new Map<string, string>()
  const derived = base.derived !== null
  for (const column of derived ? [] : missingColumns(draft)) {
    if (!column.required || intents.get(column.name)!.link !== null || intents.get(column.name)!.count !== undefined)
      continue
    const wish = missingChoice(draft, column, view, book)
    if (wish === undefined) continue
    if ('constant' in wish) constants.set(column.name, wish.constant)
    else chosen.set(column.name, wish.label)
  }
  if (chosen.size > 0) draft = make(new Map())
  const choices = new Map<string, Choices>()
  for (const column of template.columns) {
    const made = valueChoices(draft, column, book)
    if (made) choices.set(column.name, made)
  }
  if (choices.size > 0) draft = make(choices)
  for (const [name, value] of constants) draft.columns.set(name, constantColumn(value))
  return draft
}

function constantColumn(value: string): DraftColumn {
  const sql = text(value)
  return {
    sql,
    why: `"${value}" in every row, as answered.`,
    confidence: 1,
    assigned: null,
    conversion: null,
    build: () => sql,
  }
}

/** Two sources that are as likely are this close, and the second one is good by itself. */
const tooClose = 0.03

function sourceChoice(draft: Draft, column: TemplateColumn, view: View, book: AnswerBook): string | null | undefined {
  const assigned = draft.columns.get(column.name)?.assigned
  if (!assigned) return undefined
  const rivals = assigned.rivals.filter(
    ({ candidate, score }) =>
      candidate.ref === assigned.candidate.ref &&
      score.score >= 0.6 &&
      (assigned.score.score - score.score <= tooClose || isCounterpart(assigned.candidate, candidate)) &&
      differ(assigned.candidate, candidate) &&
      // The description spells one of them out: that is an answer.
      !(assigned.score.said >= 1 && score.said < 1),
  )
  if (rivals.length === 0) return undefined
  const question = askSource(
    { template: draft.template.slug, column, table: view.table.name },
    [assigned.candidate, ...rivals.map(({ candidate }) => candidate)],
    view.rowCount,
  )
  const decided = book.decide(question, (answer) => ({ label: answer === 'none' ? null : answer }))
  return decided?.label
}

/** `Email` and `Email (2)`, `Phone 1` and `Phone 2`: one of several of a kind, and filled in about as many rows. */
function isCounterpart(a: Candidate, b: Candidate): boolean {
  const bare = ({ label }: Candidate) => fold(label).replace(/ ?\d+$/, '')
  return bare(a) === bare(b) && bare(a) !== '' && 1 - b.profile.empty_share >= 0.5 * (1 - a.profile.empty_share)
}

/** Whether two columns would give different cells at all. */
const differ = (a: Candidate, b: Candidate): boolean =>
  a.profile.distinct_count !== b.profile.distinct_count ||
  a.profile.top_values
    .slice(0, 20)
    .some(
      ({ value, count }, at) => value !== b.profile.top_values[at]?.value || count !== b.profile.top_values[at]?.count,
    )

/** A column to read, nothing, or one value for every row. */
type MissingChoice = { label: string | null } | { constant: string }

function missingChoice(draft: Draft, column: TemplateColumn, view: View, book: AnswerBook): MissingChoice | undefined {
  const used = new Set([...draft.columns.values()].map(({ assigned }) => assigned?.candidate.label))
  const intent = draft.intents.get(column.name)!
  const score = (candidate: Candidate) =>
    scorePair({ column, intent, template: draft.template, candidate, tableWords: view.words })
  const free = view.candidates
    .filter(({ label, column: own, profile }) => label === own && !used.has(label) && profile.kind !== 'empty')
    .map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => b.score.score - a.score.score || b.score.fit - a.score.fit)
    .map(({ candidate }) => candidate)
    .slice(0, 20)
  const question = askMissing(
    { template: draft.template.slug, column, table: view.table.name },
    free,
    view.rowCount,
    intent.options,
  )
  return book.decide(question, (answer): MissingChoice | null => {
    const labels = free.map(({ label }) => label)
    const exact = labels.find((label) => label === answer)
    if (exact !== undefined) return { label: exact }
    const constant = readConstant(answer, intent)
    if (constant !== null) return { constant }
    if (answer === 'none' || /\b(none|empty|leave|blank|nothing)\b/i.test(answer)) return { label: null }
    const named = namedOption(answer, labels)
    return named === null ? null : { label: named }
  })
}

/** What people have decided about the values of a column; questions about the rest go on the list. */
function valueChoices(draft: Draft, column: TemplateColumn, book: AnswerBook): Choices | null {
  const drafted = draft.columns.get(column.name)
  if (!drafted?.conversion || !drafted.assigned) return null
  const { candidate } = drafted.assigned
  const about = { template: draft.template.slug, column, table: candidate.table, source: candidate.label }
  const choices: Choices = {}
  for (const open of drafted.conversion.open) {
    if (open.kind === 'date_order') {
      const order = book.decide(askDateOrder(about, open), readOrder)
      if (order) choices.dateOrder = order
    } else if (open.kind === 'phone_region') {
      const region = book.decide(askPhoneRegion(about, open), readRegionAnswer)
      if (region) choices.phoneRegion = region.region
    } else {
      const options = draft.intents.get(column.name)!.options ?? ['true', 'false']
      const decided = decideValues(book, about, open, options)
      if (decided) choices.values = decided
    }
  }
  return choices.dateOrder || choices.values || choices.phoneRegion !== undefined ? choices : null
}

/** Links read their parent's key as the parent writes it: after grouping some keys are spelled anew. */
function respell(draft: Draft, drafts: ReadonlyMap<string, Draft>): void {
  for (const column of draft.template.columns) {
    const own = draft.columns.get(column.name)
    for (const target of column.linkRule ?? []) {
      const parent = [...drafts.values()].find(
        ({ template }) => template.slug === target.templateSlug || template.id === target.templateId,
      )
      const key = parent?.columns.get(target.columnName)
      if (!own?.assigned || !parent || parent === draft || parent.groupBy === null || !key?.assigned) continue
      if (parent.view === draft.view && key.assigned.candidate.label === own.assigned.candidate.label) {
        draft.columns.set(column.name, { ...own, sql: key.build(draft.view.ref), build: key.build })
      }
    }
  }
}

/** Sheets that others' rows depend on go first: parents, then the rest; derived ones last, as they follow their rows. */
const orderForRows = (drafts: ReadonlyMap<string, Draft>): Draft[] =>
  [...drafts.values()].sort((a, b) => Number(a.groupBy !== null) - Number(b.groupBy !== null))
