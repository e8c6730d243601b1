import type { StagedTable } from '@godwit/contract'
import { type ApplyResult, resultOf, type StageResult, type StepContext } from './step.ts'

/** The tables that a run works on: those that it has staged, or for an update those of the preview that it changes. */
export function stagedTables(context: StepContext): StagedTable[] {
  return context.run.kind === 'update'
    ? resultOf<ApplyResult>(context, 'apply').tables
    : resultOf<StageResult>(context, 'stage').tables
}
