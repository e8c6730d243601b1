import type { Queryable } from '../store.ts'

/** Holds the key until the transaction ends; false while another transaction holds it. */
export async function claimIdempotencyKey(tx: Queryable, accountId: string, key: string): Promise<boolean> {
  const rows = await tx.query<{ held: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 7)) AS held`,
    [accountId, key],
  )
  return rows[0]?.held === true
}
