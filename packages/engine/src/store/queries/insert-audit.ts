import type { Queryable } from '../store.ts'

/** A line of the audit trail: who did what to what, from where. */
export type AuditRow = {
  id: string
  account_id: string
  actor: string
  action: string
  target: string
  request_id: string | null
  address: string | null
  created_at: Date
}

export async function insertAudit(store: Queryable, row: AuditRow): Promise<void> {
  await store.query(
    `INSERT INTO audit (id, account_id, actor, action, target, request_id, address, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.account_id, row.actor, row.action, row.target, row.request_id, row.address, row.created_at],
  )
}
