import type { Queryable } from '../store.ts'

export async function insertAccount(store: Queryable, account: { id: string; name: string }): Promise<void> {
  await store.query('INSERT INTO accounts (id, name) VALUES ($1, $2)', [account.id, account.name])
}
