import type { Queryable } from '../store.ts'

/** Holds an account's row until the transaction ends, so that changes of what belongs to it come one after another. */
export async function lockAccount(tx: Queryable, accountId: string): Promise<void> {
  await tx.query('SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE', [accountId])
}
