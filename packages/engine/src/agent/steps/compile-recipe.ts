import type { RecipeBody } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { insertRecipe } from '../../store/queries/insert-recipe.ts'
import { sayDone, sayTool } from '../say.ts'
import { stagedTables } from '../staged-tables.ts'
import { type ApplyResult, resultOf, type Step, type StepContext } from '../step.ts'
import type { PlanResult } from './plan-mapping.ts'

/** The version under which the recipe is kept. */
export type CompileResult = { recipe_version: number }

/** Checks the new recipe against the tables as they are, and keeps it as the migration's next version. */
export const compileRecipe: Step = async (context) => {
  const { run } = context
  const { recipe, author, parent } = newRecipe(context)
  const tables = stagedTables(context)
  context.progress({ phase: 'compile', done: 0, total: recipe.sheets.length, unit: 'sheets' }, 'Checking the recipe')
  const problems = await checkRecipe({ db: await context.openDb(), recipe, templates: context.templates, tables })
  const [first] = problems
  if (first) {
    // A person's recipe and a person's command were checked before, so what fails here is the planner's.
    throw new EngineError(
      'recipe_invalid',
      `The recipe that was planned does not pass the check (${first.path}: ${first.message}). This is a fault in Godwit; please report it. Meanwhile, leave out the column or file concerned.`,
      { details: problems },
    )
  }
  return async (tx) => {
    const recipe_version = await insertRecipe(tx, {
      migrationId: run.migration_id,
      parent,
      author,
      runId: run.id,
      body: recipe,
    })
    const result: CompileResult = { recipe_version }
    return {
      result,
      events: [
        ...sayTool('check_recipe', { sheets: recipe.sheets.map(({ template }) => template) }, { problems: 0 }),
        sayDone('compile', `Kept the recipe as version ${recipe_version}.`),
      ],
    }
  }
}

function newRecipe(context: StepContext): { recipe: RecipeBody; author: 'agent' | 'person'; parent: number | null } {
  if (context.run.kind === 'update') {
    const { recipe, author, parent } = resultOf<ApplyResult>(context, 'apply')
    return { recipe, author, parent }
  }
  return { recipe: resultOf<PlanResult>(context, 'plan').recipe, author: 'agent', parent: null }
}
