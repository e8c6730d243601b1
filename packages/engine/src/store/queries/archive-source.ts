import type { Queryable } from '../store.ts'

/** Takes a source out of sight; migrations that name it keep it. */
export async function archiveSource(store: Queryable, accountId: string, id: string, now: Date): Promise<void> {
  await store.query('UPDATE sources SET archived_at = $3 WHERE account_id = $1 AND id = $2 AND archived_at IS NULL', [
    accountId,
    id,
    now,
  ])
}
