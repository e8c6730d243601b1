import type { LanguageModel } from 'ai'
import type { ModelSetting } from '../util/model-setting.ts'
import { fetchPlainly } from './fetch-plainly.ts'

/** A model behind OpenAI's chat protocol: OpenAI itself, or a server of one's own. */
export async function openOpenAiCompatible({ provider, baseUrl, key, model }: ModelSetting): Promise<LanguageModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({
    name: 'openai',
    baseURL: baseUrl,
    fetch: fetchPlainly,
    ...(key ? { apiKey: key.reveal() } : {}),
    ...(provider === 'openai' ? { transformRequestBody: withNewName } : {}),
  }).chatModel(model)
}

/** OpenAI's newer models refuse the limit under its old name, which is the one that other servers know. */
function withNewName({ max_tokens, ...body }: Record<string, unknown>): Record<string, unknown> {
  return max_tokens === undefined ? body : { ...body, max_completion_tokens: max_tokens }
}
