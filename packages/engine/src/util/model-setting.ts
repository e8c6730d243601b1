import { EngineError } from '../errors.ts'
import { Secret } from './secret.ts'

/** Who serves a model. `openai-compatible` is any server that speaks OpenAI's chat protocol. */
export const modelProviders = ['openai', 'openai-compatible', 'anthropic'] as const
export type ModelProvider = (typeof modelProviders)[number]

/** A language model that the operator has configured. */
export type ModelSetting = {
  readonly provider: ModelProvider
  /** The provider's name of it. */
  readonly model: string
  /** `provider:model`, as configured. */
  readonly name: string
  /** Where its API begins, without a slash at the end: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Null for a server of one's own that wants none. */
  readonly key: Secret | null
  /** US dollars for a million tokens; null when unknown, and then no money can be counted. */
  readonly price: { readonly input: number; readonly output: number } | null
}

const defaultUrls: Partial<Record<ModelProvider, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
}

/** Where each provider's users keep their key. */
const keyNames: Record<ModelProvider, string> = {
  openai: 'OPENAI_API_KEY',
  'openai-compatible': 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
}

const wrong = (message: string) => new EngineError('config_invalid', message)

/**
 * Reads what the environment says about a language model; null for none.
 *
 * @throws EngineError `config_invalid`, one line that never repeats a key.
 */
export function parseModelSetting(
  given: { model: string | undefined; baseUrl: string | undefined; price: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): ModelSetting | null {
  if (given.model === undefined || given.model === 'none') {
    const idle =
      given.baseUrl !== undefined ? 'GODWIT_MODEL_BASE_URL' : given.price !== undefined ? 'GODWIT_MODEL_PRICE' : null
    if (idle)
      throw wrong(`${idle} is set, but GODWIT_MODEL is not. Name a model, such as openai:gpt-5, or remove ${idle}`)
    return null
  }
  const [, provider = '', model = ''] = /^([a-z-]+):(\S{1,200})$/.exec(given.model) ?? []
  if (!(modelProviders as readonly string[]).includes(provider)) {
    throw wrong(
      `GODWIT_MODEL is ${JSON.stringify(given.model.slice(0, 80))}, but must be none or provider:model with one of the providers ${modelProviders.join(', ')}, such as anthropic:claude-sonnet-4-5`,
    )
  }
  const known = provider as ModelProvider
  const baseUrl = parseBaseUrl(given.baseUrl) ?? defaultUrls[known]
  if (!baseUrl) {
    throw wrong(
      `GODWIT_MODEL names ${provider}, so GODWIT_MODEL_BASE_URL must say where its API begins, such as http://127.0.0.1:11434/v1`,
    )
  }
  const key = env[keyNames[known]]?.trim() || null
  if (key === null && given.baseUrl === undefined) {
    throw wrong(`GODWIT_MODEL names ${provider}, so ${keyNames[known]} must hold its key`)
  }
  if (key !== null && !/^[\x21-\x7e]+$/.test(key)) {
    throw wrong(
      `${keyNames[known]} has characters that no key has: spaces, or others outside ASCII. Copy the key again`,
    )
  }
  const secret = key === null ? null : new Secret(key)
  const price = parsePrice(given.price)
  return Object.freeze({ provider: known, model, name: `${provider}:${model}`, baseUrl, key: secret, price })
}

function parseBaseUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : null
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password) {
    return url.href.replace(/\/+$/, '')
  }
  throw wrong(
    'GODWIT_MODEL_BASE_URL must be an http or https URL without user, query or fragment, such as http://127.0.0.1:11434/v1',
  )
}

function parsePrice(value: string | undefined): ModelSetting['price'] {
  if (value === undefined) return null
  const [, input, output] = /^(\d{1,6}(?:\.\d{1,6})?)\/(\d{1,6}(?:\.\d{1,6})?)$/.exec(value) ?? []
  if (input !== undefined && output !== undefined)
    return Object.freeze({ input: Number(input), output: Number(output) })
  throw wrong(
    `GODWIT_MODEL_PRICE is ${JSON.stringify(value.slice(0, 40))}, but must be US dollars for a million input and output tokens, such as 3/15`,
  )
}
