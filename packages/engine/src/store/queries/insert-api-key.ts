import type { Queryable } from '../store.ts'

/** A new key; only its SHA-256 is kept. An empty list of scopes allows everything. */
export type NewApiKey = {
  id: string
  accountId: string
  name: string
  hash: Buffer
  prefix: string
  scopes: readonly string[]
  expiresAt: Date | null
}

/** A key that is already there, in any account, is a `StoreConflict` of `api_keys_hash_key`. */
export async function insertApiKey(store: Queryable, key: NewApiKey): Promise<void> {
  await store.query(
    `INSERT INTO api_keys (id, account_id, name, hash, prefix, scopes, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [key.id, key.accountId, key.name, key.hash, key.prefix, key.scopes, key.expiresAt],
  )
}
