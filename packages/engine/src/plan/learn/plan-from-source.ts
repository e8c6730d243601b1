import type { Answer, RecipeBody } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { AnswerBook } from '../ask/answers.ts'
import { type Plan, planMapping } from '../plan-mapping.ts'
import { answerFromSource } from './answer-from-source.ts'
import { composePlan } from './compose-plan.ts'
import { freshView } from './fresh-view.ts'
import { learnedAnswers } from './learned-answers.ts'
import { matchTables } from './match-tables.ts'
import { settleUnsure } from './settle-unsure.ts'
import type { SourcePlan, SourcePlanInput } from './source-plan.ts'

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
    const given = answerFromSource(fresh.questions, learnedAnswers(learned, fits, input))
    const news = given.filter(({ id }) => !fresh!.recipe.answers.some((used) => used.question === id))
    if (news.length === 0) break
    const next = await planOrNone(input, [...input.answers, ...news])
    if (!next || next.questions.length === fresh.questions.length) break
    fresh = next
  }

  const without = new Set<string>()
  for (let repair = 0; repair < mostRepairs; repair++) {
    const attempt = new AnswerBook(input.answers)
    const plan = composePlan(input, fits, fresh, without, attempt)
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
