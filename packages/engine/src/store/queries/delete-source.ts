import type { Queryable } from '../store.ts'

/** Removes a source that no migration names; false when one does. */
export async function deleteSource(store: Queryable, accountId: string, id: string): Promise<boolean> {
  const rows = await store.query(
    `DELETE FROM sources s WHERE s.account_id = $1 AND s.id = $2
       AND NOT EXISTS (SELECT FROM migrations m WHERE m.source_id = s.id) RETURNING s.id`,
    [accountId, id],
  )
  return rows.length > 0
}
