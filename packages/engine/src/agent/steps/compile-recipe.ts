import { EngineError } from '../../errors.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { selectNextRecipeVersion } from '../../store/queries/select-next-recipe-version.ts'
import { sayDone, sayTool } from '../say.ts'
import { stagedTables } from '../staged-tables.ts'
import { type ApplyResult, resultOf, type Step, type StepContext } from '../step.ts'
import type { PlanResult } from './plan-mapping.ts'

/** The version that the recipe gets when its preview counts. */
export type CompileResult = { recipe_version: number }

/** Checks the new recipe against the tables as they are. It is kept once its preview counts: until then nothing changes. */
export const compileRecipe: Step = async (context) => {
  const { run } = context
  const { recipe } = newRecipe(context)
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
    const recipe_version = await selectNextRecipeVersion(tx, run.migration_id)
    const result: CompileResult = { recipe_version }
    return {
      result,
      events: [
        ...sayTool('check_recipe', { sheets: recipe.sheets.map(({ template }) => template) }, { problems: 0 }),
        sayDone('compile', `The recipe can be used; it will be version ${recipe_version}.`),
      ],
    }
  }
}

/** The recipe that a run has made, and where it comes from. */
export function newRecipe(context: StepContext): Pick<ApplyResult, 'recipe' | 'author' | 'restores' | 'insists'> & {
  parent: number | null
} {
  if (context.run.kind === 'update') return resultOf<ApplyResult>(context, 'apply')
  const { recipe } = resultOf<PlanResult>(context, 'plan')
  return { recipe, author: 'agent', parent: null, restores: null, insists: false }
}
