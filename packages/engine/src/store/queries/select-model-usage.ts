import type { Queryable } from '../store.ts'

/** What has been used up: requests, tokens of both kinds together, US dollars, time of waiting. */
export type UsageSum = { calls: number; tokens: number; usd: number; milliseconds: number }

/** What an account has used up, in one run or in one month (`2026-03`). */
export async function selectModelUsage(
  store: Queryable,
  accountId: string,
  { runId = null, month = null }: { runId?: string | null; month?: string | null },
): Promise<UsageSum> {
  const [sum] = await store.query<UsageSum>(
    `SELECT coalesce(sum(calls), 0)::int AS calls,
       coalesce(sum(input_tokens + output_tokens), 0)::float8 AS tokens,
       coalesce(sum(cost_usd), 0)::float8 AS usd,
       coalesce(sum(milliseconds), 0)::float8 AS milliseconds
     FROM model_usage
     WHERE account_id = $1 AND ($2::uuid IS NULL OR run_id = $2) AND ($3::text IS NULL OR month = $3)`,
    [accountId, runId, month],
  )
  return sum!
}
