import type { Queryable } from '../store.ts'

/**
 * Takes an upload URL for one request; false when the file is there already, or another request is sending it and has
 * given a sign of life since `deadSince`.
 */
export async function claimUpload(store: Queryable, id: string, now: Date, deadSince: Date): Promise<boolean> {
  const rows = await store.query(
    `UPDATE files SET claimed_at = $2 WHERE id = $1 AND uploaded_at IS NULL
       AND (claimed_at IS NULL OR claimed_at < $3) RETURNING id`,
    [id, now, deadSince],
  )
  return rows.length > 0
}
