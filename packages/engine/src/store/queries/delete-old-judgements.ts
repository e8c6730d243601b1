import type { Queryable } from '../store.ts'

/** Forgets judgements of values that their account keeps no longer than this. */
export async function deleteOldJudgements(store: Queryable, now: Date): Promise<void> {
  await store.query(
    `DELETE FROM ai_judgements j USING account_settings s
     WHERE s.account_id = j.account_id AND s.settings->>'retention_days' IS NOT NULL
       AND j.created_at < $1::timestamptz - make_interval(days => (s.settings->>'retention_days')::int)`,
    [now],
  )
}
