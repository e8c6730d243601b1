import { z } from 'zod'

/** What of the data a language model may be shown. */
export const modelSamples = ['none', 'masked', 'raw'] as const
export type ModelSamples = (typeof modelSamples)[number]

/** Limits of what a model may use up; null is no limit. Money counts only where the operator has said what tokens cost. */
export const modelBudgetSchema = z.strictObject({
  tokens: z.int().min(0).max(1_000_000_000).nullable().describe('Input and output together'),
  usd: z.number().min(0).max(1_000_000).nullable().describe('US dollars; needs GODWIT_MODEL_PRICE'),
  calls: z.int().min(0).max(1_000_000).nullable().describe('Requests to the provider'),
  seconds: z.int().min(0).max(10_000_000).nullable().describe('Time spent waiting for the provider'),
})
export type ModelBudget = z.infer<typeof modelBudgetSchema>

/**
 * What an account has decided about itself.
 *
 * - `retention_days`: a migration's data is removed this long after it was completed; null keeps it forever.
 * - `model.enabled` turns off, for this account, a model that the operator has configured; without one it means nothing.
 * - `model.samples`: `none` shows the model no values, `masked` look-alikes of the same shape, `raw` real ones.
 * - `model.budgets.run` counts for each run, `month` for all runs of the account in a calendar month (UTC).
 * - `enabled_connectors`: keys of the connectors that may be attached; null is all of them.
 */
export const accountSettingsSchema = z.strictObject({
  retention_days: z.int().min(1).max(36_500).nullable().describe('Null keeps data forever'),
  model: z.strictObject({
    enabled: z.boolean(),
    samples: z.enum(modelSamples),
    budgets: z.strictObject({ run: modelBudgetSchema, month: modelBudgetSchema }),
  }),
  enabled_connectors: z.array(z.string().min(1).max(100)).max(1000).nullable().describe('Null is all of them'),
})
export type AccountSettings = z.infer<typeof accountSettingsSchema>

const { model } = accountSettingsSchema.shape

/** A change of settings: only what it names changes. */
export const settingsChangeSchema = z.strictObject({
  ...accountSettingsSchema.partial().shape,
  model: z
    .strictObject({
      ...model.partial().shape,
      budgets: z
        .strictObject({ run: modelBudgetSchema.partial().optional(), month: modelBudgetSchema.partial().optional() })
        .optional(),
    })
    .optional(),
})
export type SettingsChange = z.infer<typeof settingsChangeSchema>

/** What an account that has decided nothing has. */
export const defaultSettings: AccountSettings = {
  retention_days: null,
  model: {
    enabled: true,
    samples: 'masked',
    budgets: {
      run: { tokens: 300_000, usd: null, calls: 40, seconds: 300 },
      month: { tokens: 20_000_000, usd: null, calls: 10_000, seconds: null },
    },
  },
  enabled_connectors: null,
}

/** Settings with a change, the later one winning field by field. */
export function changeSettings(settings: AccountSettings, { model, ...change }: SettingsChange): AccountSettings {
  const { budgets, ...flags } = model ?? {}
  return {
    ...settings,
    ...change,
    model: {
      ...settings.model,
      ...flags,
      budgets: {
        run: { ...settings.model.budgets.run, ...budgets?.run },
        month: { ...settings.model.budgets.month, ...budgets?.month },
      },
    },
  }
}

/** Settings as the API shows them, with what the operator has set up. */
export const settingsReplySchema = z.object({
  settings: accountSettingsSchema,
  /** `provider:model` as configured for the server, whether or not this account uses it; null when there is none. */
  configured_model: z.string().nullable(),
  /** What language models have used up in this calendar month (UTC). `usd` is 0 where nobody has said what tokens cost. */
  model_usage: z.object({
    month: z.string(),
    calls: z.int().nonnegative(),
    tokens: z.number().nonnegative(),
    usd: z.number().nonnegative(),
    seconds: z.number().nonnegative(),
  }),
  updated_at: z.iso.datetime().nullable(),
})
export type SettingsReply = z.infer<typeof settingsReplySchema>
