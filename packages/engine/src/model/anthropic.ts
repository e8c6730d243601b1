import type { LanguageModel } from 'ai'
import type { ModelSetting } from '../util/model-setting.ts'
import { fetchPlainly } from './fetch-plainly.ts'

/** A model behind Anthropic's messages protocol. */
export async function openAnthropic({ baseUrl, key, model }: ModelSetting): Promise<LanguageModel> {
  const { createAnthropic } = await import('@ai-sdk/anthropic')
  // Without a key the library would take whatever the environment has.
  return createAnthropic({ baseURL: baseUrl, apiKey: key?.reveal() ?? 'none', fetch: fetchPlainly })(model)
}
