import type { Queryable } from '../store.ts'

/**
 * Those of the given keys that no file row speaks of, or only an upload that has never been finished and whose URL ran
 * out a day ago.
 */
export async function selectDeadFileKeys(store: Queryable, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await store.query<{ key: string }>(
    `SELECT key FROM unnest($1::text[]) AS key
     WHERE NOT EXISTS (
       SELECT FROM files WHERE storage_key = key
         AND (uploaded_at IS NOT NULL OR expires_at > now() - interval '1 day')
     )`,
    [keys],
  )
  return rows.map((row) => row.key)
}
