import type { Queryable } from '../store.ts'

/** A sign of life of the request that holds the URL since `held`; false when it does not hold it any more. */
export async function renewUpload(store: Queryable, id: string, held: Date, now: Date): Promise<boolean> {
  const rows = await store.query(
    'UPDATE files SET claimed_at = $3 WHERE id = $1 AND claimed_at = $2 AND uploaded_at IS NULL RETURNING id',
    [id, held, now],
  )
  return rows.length > 0
}
