import type { Question, RecipeInput, RecipeSheet } from '@godwit/contract'
import { AnswerBook } from '../ask/answers.ts'
import type { Plan } from '../plan-mapping.ts'
import { kindOfQuestion } from './answer-from-source.ts'
import { carryInputs } from './carry-inputs.ts'
import { type CarriedSheet, carrySheet } from './carry-sheet.ts'
import { orderOf, readWriting } from './compare-sql.ts'
import type { TableFit } from './match-tables.ts'
import { renameInput, renameSheet } from './rename-refs.ts'
import type { SourcePlan, SourcePlanInput } from './source-plan.ts'

/** Puts carried and fresh sheets together; null when nothing of the source's recipe fits. */
export function composePlan(
  input: SourcePlanInput,
  fits: ReadonlyMap<string, TableFit>,
  fresh: Plan | null,
  without: ReadonlySet<string>,
  book: AnswerBook,
): SourcePlan | null {
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
