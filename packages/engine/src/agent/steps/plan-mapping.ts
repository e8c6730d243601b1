import type { Answer, Question, RecipeBody, StagedTable } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/index.ts'
import { inputRefs, type Probe } from '../../plan/index.ts'
import { libraryMacros } from '../../recipe/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { chooseAgent, type PlanMemory } from '../agent.ts'
import { bareFloor, type FloorPlan } from '../bare-floor.ts'
import { localPaths } from '../local-paths.ts'
import { planWithSource, type SourceUse } from '../plan-with-source.ts'
import { readLeftTexts } from '../read-left-texts.ts'
import { readProfiles } from '../read-profiles.ts'
import { count, sayDone, sayMessage, sayTool } from '../say.ts'
import { type ProfileResult, resultOf, type StageResult, type Step } from '../step.ts'

/**
 * A plan, with what it leaves open. `answers` is how many answers it has taken into account; `read` are those that the
 * agent has found in free text; `model` is what a language model has contributed.
 */
export type PlanResult = {
  recipe: RecipeBody
  questions: Question[]
  answers: number
  read?: Answer[]
  model?: PlanMemory | null
  /** What of the source's recipe it started from; null where it was planned afresh. */
  source?: SourceUse | null
}

/** How many questions a person is asked at once; the rest wait for their turn. */
const questionsAtOnce = 10

/** Thinks of a recipe, with the answers given so far, and finds what it cannot know. */
export const planMapping: Step = async (context) => {
  const { templates } = context
  const tables = resultOf<StageResult>(context, 'stage').tables.filter(({ skipped }) => !skipped)
  const { profile_key } = resultOf<ProfileResult>(context, 'profile')
  const { profiles, inclusions } = await readProfiles(context.services.storage, profile_key)
  const db = await context.openDb()
  const pathOf = await localPaths(context, tables)
  const columns = templates.reduce((sum, template) => sum + template.columns.length, 0)
  context.progress(
    { phase: 'plan', done: 0, total: columns, unit: 'columns' },
    `Working out where the ${count(columns, 'column')} of ${count(templates.length, 'template')} come from`,
  )
  const before = context.finished.get('plan') as PlanResult | undefined
  const agent = chooseAgent(context)
  const left = await readLeftTexts(context, agent, before, profiles)
  const answers = left.answers
  const floor: FloorPlan = await withViews(db, tables, pathOf, (probe) =>
    planWithSource(context, { templates, tables, profiles, inclusions, answers, probe }, before?.source),
  ).catch((error: unknown) => bareFloor(error, agent, tables))
  const improved = await agent.improvePlan(
    { recipe: floor.recipe, tables, profiles, answers, questions: floor.questions },
    before?.model ?? null,
  )
  if (floor.failed && improved.recipe.sheets.length === 0) throw floor.failed
  const planned = { ...floor, recipe: improved.recipe, questions: [...floor.questions, ...improved.questions] }
  // Never asked twice: what has an answer is settled, whatever the answer was.
  const answered = new Set(answers.map(({ id }) => id))
  const questions = planned.questions
    .filter(({ id }) => !answered.has(id))
    .toSorted((a, b) => b.about.affected_rows - a.about.affected_rows)
    .slice(0, questionsAtOnce)
  const result: PlanResult = {
    recipe: planned.recipe,
    questions,
    answers: context.answers.length,
    read: left.read,
    model: improved.memory,
    source: floor.source,
  }
  const sheets = planned.recipe.sheets.length
  const text = `Planned ${count(sheets, 'sheet')} from ${count(tables.length, 'table')}${questions.length > 0 ? `; ${count(questions.length, 'question')} left for you` : ''}.`
  return {
    result,
    events: [
      ...sayTool('plan_mapping', { answers: answers.length }, { sheets, questions: questions.length }),
      ...left.events,
      ...planned.notes.map(sayMessage),
      ...improved.events,
      sayDone('plan', text),
    ],
  }
}

/** Lets the planner measure over the staged tables, which stand as views under their refs meanwhile. */
async function withViews<Made>(
  db: Duckdb,
  tables: readonly StagedTable[],
  pathOf: (table: StagedTable) => string,
  work: (probe: Probe) => Promise<Made>,
): Promise<Made> {
  const refs = inputRefs(tables)
  const viewOf = (table: StagedTable) => ident(refs.get(table.name)!)
  await db.exec(libraryMacros())
  for (const table of tables) {
    await db.exec(
      sql(`CREATE OR REPLACE TEMP VIEW ${viewOf(table)} AS SELECT * FROM read_parquet(${text(pathOf(table))})`),
    )
  }
  const planned = await work((statement) => db.rows(statement))
  for (const table of tables) await db.exec(sql(`DROP VIEW IF EXISTS ${viewOf(table)}`))
  return planned
}
