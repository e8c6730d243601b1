import type { Queryable } from '../store.ts'

/** Which of these values (by hash) have been judged by a rule, and whether they fit. */
export async function selectJudgements(
  store: Queryable,
  { accountId, ruleHash }: { accountId: string; ruleHash: string },
  valueHashes: readonly string[],
): Promise<Map<string, boolean>> {
  const rows = await store.query<{ value_hash: string; fits: boolean }>(
    `SELECT value_hash, fits FROM ai_judgements
     WHERE account_id = $1 AND rule_hash = $2 AND value_hash = ANY($3::text[])`,
    [accountId, ruleHash, valueHashes],
  )
  return new Map(rows.map(({ value_hash, fits }) => [value_hash, fits]))
}
