import type { RecipeBody, StagedTable } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { inputRefs, type Plan } from '../plan/index.ts'
import type { Agent } from './agent.ts'
import type { SourceUse } from './plan-with-source.ts'

/** A plan of the rules; `failed` is why they have found nothing, when there may still be someone to find something. */
export type FloorPlan = Plan & { source: SourceUse | null; failed?: EngineError }

/**
 * What a model starts from where the rules fit no table to any template: every table, and no sheet.
 *
 * @throws what was thrown, when it is anything else or there is no model.
 */
export function bareFloor(error: unknown, agent: Agent, tables: readonly StagedTable[]): FloorPlan {
  if (!(error instanceof EngineError) || error.code !== 'no_mapping' || agent.name === 'built-in') throw error
  const refs = inputRefs(tables)
  const recipe: RecipeBody = {
    inputs: tables.map(({ name, columns }) => ({
      ref: refs.get(name)!,
      table: { name, columns: columns.map((column) => column.name) },
      shape: [],
    })),
    sheets: [],
    answers: [],
  }
  return { recipe, questions: [], notes: [], source: null, failed: error }
}
