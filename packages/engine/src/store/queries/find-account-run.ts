import type { RunKind, RunStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** A run by its id alone; null when it, or its migration, is gone or another account's. Any account's for null. */
export async function findAccountRun(
  store: Queryable,
  accountId: string | null,
  runId: string,
): Promise<{ id: string; migration_id: string; kind: RunKind; status: RunStatus } | null> {
  const rows = await store.query<{ id: string; migration_id: string; kind: RunKind; status: RunStatus }>(
    `SELECT r.id, r.migration_id, r.kind, r.status FROM runs r JOIN migrations m ON m.id = r.migration_id
     WHERE r.id = $1 AND m.deleted_at IS NULL AND ($2::uuid IS NULL OR m.account_id = $2::uuid)`,
    [runId, accountId],
  )
  return rows[0] ?? null
}
