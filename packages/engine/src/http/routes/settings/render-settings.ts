import type { SettingsReply } from '@godwit/contract'
import type { App } from '../../../app.ts'
import type { SettingsRow } from '../../../store/queries/select-account-settings.ts'
import { selectModelUsage } from '../../../store/queries/select-model-usage.ts'
import { monthOf } from '../../../util/month.ts'

export async function renderSettings(
  { config, store, now }: Pick<App, 'config' | 'store' | 'now'>,
  accountId: string,
  { settings, updatedAt }: SettingsRow,
): Promise<SettingsReply> {
  const month = monthOf(now())
  const { calls, tokens, usd, milliseconds } = await selectModelUsage(store, accountId, { month })
  return {
    settings,
    configured_model: config.model?.name ?? null,
    model_usage: { month, calls, tokens, usd, seconds: Math.round(milliseconds / 1000) },
    updated_at: updatedAt?.toISOString() ?? null,
  }
}
