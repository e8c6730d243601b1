import type { LanguageModel } from 'ai'
import { EngineError } from '../errors.ts'
import type { ModelSetting } from '../util/model-setting.ts'
import { openAnthropic } from './anthropic.ts'
import { callProvider } from './call-provider.ts'
import type { Model } from './model.ts'
import { openOpenAiCompatible } from './openai-compatible.ts'

/**
 * Makes a configured model ready. Nothing is sent yet. The libraries are optional packages, loaded only here.
 *
 * @throws EngineError `config_invalid` when they are not installed.
 */
export async function openModel(setting: ModelSetting): Promise<Model> {
  const [library, model] = await loading(setting)
  return {
    name: setting.name,
    price: setting.price,
    complete: (request) => callProvider(library, model, request),
  }
}

async function loading(setting: ModelSetting): Promise<[typeof import('ai'), LanguageModel]> {
  try {
    const open = setting.provider === 'anthropic' ? openAnthropic : openOpenAiCompatible
    return [await import('ai'), await open(setting)]
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new EngineError(
      'config_invalid',
      'GODWIT_MODEL names a model, but the optional packages ai, @ai-sdk/anthropic and @ai-sdk/openai-compatible are not installed. Install them (npm install --include=optional), or use GODWIT_MODEL=none',
      { cause },
    )
  }
}
