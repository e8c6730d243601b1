import type { Queryable } from '../store.ts'

/** Holds a template until the transaction ends, so that its versions are made one after another. */
export async function lockTemplate(tx: Queryable, accountId: string, slug: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT id FROM templates WHERE account_id = $1 AND slug = $2 AND archived_at IS NULL FOR UPDATE',
    [accountId, slug],
  )
  return rows.length > 0
}
