import type { SettingsReply } from '@godwit/contract'
import type { Config } from '../../../config.ts'
import type { SettingsRow } from '../../../store/queries/select-account-settings.ts'

export const renderSettings = ({ model }: Config, { settings, updatedAt }: SettingsRow): SettingsReply => ({
  settings,
  configured_model: model?.name ?? null,
  updated_at: updatedAt?.toISOString() ?? null,
})
