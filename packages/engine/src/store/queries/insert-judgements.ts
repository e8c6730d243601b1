import type { Queryable } from '../store.ts'

/** Keeps judgements; one that is there already stays, so that a value is judged the same way twice. */
export async function insertJudgements(
  store: Queryable,
  { accountId, ruleHash, model, now }: { accountId: string; ruleHash: string; model: string; now: Date },
  judged: ReadonlyMap<string, boolean>,
): Promise<void> {
  await store.query(
    `INSERT INTO ai_judgements (account_id, rule_hash, value_hash, fits, model, created_at)
     SELECT $1, $2, value_hash, fits, $5, $6 FROM unnest($3::text[], $4::boolean[]) AS judged (value_hash, fits)
     ON CONFLICT DO NOTHING`,
    [accountId, ruleHash, [...judged.keys()], [...judged.values()], model, now],
  )
}
