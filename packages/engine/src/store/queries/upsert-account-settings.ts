import type { AccountSettings } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Keeps settings in place of those that the account had. */
export async function upsertAccountSettings(
  tx: Queryable,
  accountId: string,
  settings: AccountSettings,
  updatedAt: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO account_settings (account_id, settings, updated_at) VALUES ($1, $2, $3)
     ON CONFLICT (account_id) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at`,
    [accountId, toJsonb(settings), updatedAt],
  )
}
