import type { Queryable } from '../store.ts'

/** Takes a template out of use; migrations that started with it keep it. False when the account has none such. */
export async function archiveTemplate(store: Queryable, accountId: string, slug: string, now: Date): Promise<boolean> {
  const rows = await store.query(
    `UPDATE templates SET archived_at = $3 WHERE account_id = $1 AND slug = $2 AND archived_at IS NULL RETURNING id`,
    [accountId, slug, now],
  )
  return rows.length > 0
}
