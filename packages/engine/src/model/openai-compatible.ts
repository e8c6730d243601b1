import type { LanguageModel } from 'ai'
import type { ModelSetting } from '../util/model-setting.ts'
import { fetchPlainly } from './fetch-plainly.ts'

/** A model behind OpenAI's chat protocol: OpenAI itself, or a server of one's own. */
export async function openOpenAiCompatible({ baseUrl, key, model }: ModelSetting): Promise<LanguageModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const apiKey = key ? { apiKey: key.reveal() } : {}
  return createOpenAICompatible({ name: 'openai', baseURL: baseUrl, fetch: fetchPlainly, ...apiKey }).chatModel(model)
}
