import type { Queryable } from '../store.ts'

/** What has been used up: counts, tokens of both kinds together, US dollars, time. */
export type UsageSum = { calls: number; tokens: number; usd: number; milliseconds: number }

/** What a run, and its account in a month (`2026-03`), have used up so far. */
export async function selectModelUsage(
  store: Queryable,
  { accountId, runId, month }: { accountId: string; runId: string; month: string },
): Promise<{ run: UsageSum; month: UsageSum }> {
  const sums = (where: string) => `SELECT coalesce(sum(calls), 0)::int AS calls,
      coalesce(sum(input_tokens + output_tokens), 0)::float8 AS tokens,
      coalesce(sum(cost_usd), 0)::float8 AS usd, coalesce(sum(milliseconds), 0)::float8 AS milliseconds
    FROM model_usage WHERE ${where}`
  const [run] = await store.query<UsageSum>(sums('run_id = $1 AND account_id = $2'), [runId, accountId])
  const [total] = await store.query<UsageSum>(sums('account_id = $1 AND month = $2'), [accountId, month])
  return { run: run!, month: total! }
}
