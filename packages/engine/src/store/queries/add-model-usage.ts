import type { Queryable } from '../store.ts'

/** What a call has used up, or a correction of what was expected of it. */
export type UsageChange = {
  calls: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  milliseconds: number
}

/** Adds to what a run has used up in a month. */
export async function addModelUsage(
  store: Queryable,
  { accountId, runId, month }: { accountId: string; runId: string; month: string },
  change: UsageChange,
): Promise<void> {
  await store.query(
    `INSERT INTO model_usage (account_id, month, run_id, calls, input_tokens, output_tokens, cost_usd, milliseconds)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (account_id, month, run_id) DO UPDATE SET calls = model_usage.calls + excluded.calls,
       input_tokens = model_usage.input_tokens + excluded.input_tokens,
       output_tokens = model_usage.output_tokens + excluded.output_tokens,
       cost_usd = model_usage.cost_usd + excluded.cost_usd,
       milliseconds = model_usage.milliseconds + excluded.milliseconds`,
    [
      accountId,
      month,
      runId,
      change.calls,
      change.inputTokens,
      change.outputTokens,
      change.costUsd,
      Math.round(change.milliseconds),
    ],
  )
}
