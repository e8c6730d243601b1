import type { Queryable } from '../store.ts'

export type ApiKeyRow = {
  id: string
  account_id: string
  name: string
  hash: Buffer
  prefix: string
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

/** The API key with this hash, revoked and expired ones included. */
export async function findApiKey(store: Queryable, hash: Buffer): Promise<ApiKeyRow | null> {
  const rows = await store.query<ApiKeyRow>('SELECT * FROM api_keys WHERE hash = $1', [hash])
  return rows[0] ?? null
}
