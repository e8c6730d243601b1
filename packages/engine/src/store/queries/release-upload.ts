import type { Queryable } from '../store.ts'

/** Gives an upload URL back after a request that kept nothing, so that it can be used again until it expires. */
export async function releaseUpload(store: Queryable, id: string, held: Date): Promise<void> {
  await store.query('UPDATE files SET claimed_at = NULL WHERE id = $1 AND claimed_at = $2 AND uploaded_at IS NULL', [
    id,
    held,
  ])
}
