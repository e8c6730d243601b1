import type { Queryable } from '../store.ts'

/**
 * Completed migrations whose account keeps data for a limited time that is over at `now`, oldest first. A migration that
 * was taken up again after its execute is not completed any more, and stays.
 */
export async function selectExpiredMigrations(
  store: Queryable,
  now: Date,
): Promise<{ id: string; account_id: string; name: string }[]> {
  return store.query(
    `SELECT m.id, m.account_id, m.name
     FROM account_settings s
     JOIN migrations m ON m.account_id = s.account_id AND m.status = 'completed' AND m.deleted_at IS NULL
     CROSS JOIN LATERAL (
       SELECT max(r.finished_at) AS at FROM runs r
       WHERE r.migration_id = m.id AND r.kind = 'execute' AND r.status = 'completed'
     ) done
     WHERE s.settings->>'retention_days' IS NOT NULL
       AND done.at < $1::timestamptz - make_interval(days => (s.settings->>'retention_days')::int)
     ORDER BY done.at, m.id LIMIT 1000`,
    [now],
  )
}
