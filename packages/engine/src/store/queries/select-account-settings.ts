import { type AccountSettings, changeSettings, defaultSettings, type SettingsChange } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** Settings with defaults for what the account has not decided. `updatedAt` is null when it has decided nothing. */
export type SettingsRow = { settings: AccountSettings; updatedAt: Date | null }

/** The settings of an account. */
export async function selectAccountSettings(store: Queryable, accountId: string): Promise<SettingsRow> {
  const [row] = await store.query<{ settings: SettingsChange; updated_at: Date }>(
    'SELECT settings, updated_at FROM account_settings WHERE account_id = $1',
    [accountId],
  )
  return { settings: changeSettings(defaultSettings, row?.settings ?? {}), updatedAt: row?.updated_at ?? null }
}
