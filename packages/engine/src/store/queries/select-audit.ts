import type { Queryable } from '../store.ts'
import type { AuditRow } from './insert-audit.ts'

/** The account's audit trail, newest first, before the line `beforeId`. */
export function selectAudit(
  store: Queryable,
  accountId: string,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<AuditRow[]> {
  return store.query<AuditRow>(
    `SELECT * FROM audit WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [accountId, beforeId, limit],
  )
}
