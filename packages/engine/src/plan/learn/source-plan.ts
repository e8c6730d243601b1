import type { RecipeBody, SourceRecipeBody } from '@godwit/contract'
import type { Plan, PlanInput } from '../plan-mapping.ts'

export type SourcePlanInput = PlanInput & {
  source: { name: string; version: number; recipe: SourceRecipeBody }
  /** What is wrong with a recipe over the tables, each with the path where it stands; empty when it can run. */
  check(recipe: RecipeBody): Promise<readonly { path: string; message: string }[]>
  /** How a mapping is made without the source's recipe. */
  planFresh?: (input: PlanInput) => Promise<Plan>
}

/** A plan that starts from what a source has learned. `drift` says what is different from earlier migrations. */
export type SourcePlan = Plan & { drift: string[]; carried: number }
