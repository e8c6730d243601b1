import type { Question, RecipeBody, StagedTable } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/index.ts'
import { inputRefs, type Plan, type Probe, planMapping as plan } from '../../plan/index.ts'
import { libraryMacros } from '../../recipe/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { localPaths } from '../local-paths.ts'
import { readProfiles } from '../read-profiles.ts'
import { count, sayDone, sayMessage, sayTool } from '../say.ts'
import { type ProfileResult, resultOf, type StageResult, type Step } from '../step.ts'

/** A plan, with what it leaves open. `answers` is how many answers it has taken into account. */
export type PlanResult = { recipe: RecipeBody; questions: Question[]; answers: number }

/** How many questions a person is asked at once; the rest wait for their turn. */
const questionsAtOnce = 10

/** Thinks of a recipe, with the answers given so far, and finds what it cannot know. */
export const planMapping: Step = async (context) => {
  const { templates, answers } = context
  const { tables } = resultOf<StageResult>(context, 'stage')
  const { profile_key } = resultOf<ProfileResult>(context, 'profile')
  const { profiles, inclusions } = await readProfiles(context.services.storage, profile_key)
  const db = await context.openDb()
  const pathOf = await localPaths(context, tables)
  const columns = templates.reduce((sum, template) => sum + template.columns.length, 0)
  context.progress(
    { phase: 'plan', done: 0, total: columns, unit: 'columns' },
    `Working out where the ${count(columns, 'column')} of ${count(templates.length, 'template')} come from`,
  )
  const planned = await withViews(db, tables, pathOf, (probe) =>
    plan({ templates, tables, profiles, inclusions, answers, probe }),
  )
  // Never asked twice: what has an answer is settled, whatever the answer was.
  const answered = new Set(answers.map(({ id }) => id))
  const questions = planned.questions
    .filter(({ id }) => !answered.has(id))
    .toSorted((a, b) => b.about.affected_rows - a.about.affected_rows)
    .slice(0, questionsAtOnce)
  const result: PlanResult = { recipe: planned.recipe, questions, answers: answers.length }
  const sheets = planned.recipe.sheets.length
  const text = `Planned ${count(sheets, 'sheet')} from ${count(tables.length, 'table')}${questions.length > 0 ? `; ${count(questions.length, 'question')} left for you` : ''}.`
  return {
    result,
    events: [
      ...sayTool('plan_mapping', { answers: answers.length }, { sheets, questions: questions.length }),
      ...planned.notes.map(sayMessage),
      sayDone('plan', text),
    ],
  }
}

/** Lets the planner measure over the staged tables, which stand as views under their refs meanwhile. */
async function withViews(
  db: Duckdb,
  tables: readonly StagedTable[],
  pathOf: (table: StagedTable) => string,
  work: (probe: Probe) => Promise<Plan>,
): Promise<Plan> {
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
