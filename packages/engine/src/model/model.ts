/** A tool that the model may ask for. It is never run by the model or its client: the caller reads the request. */
export type ModelTool = {
  name: string
  description: string
  /** JSON Schema of an object. */
  input: Record<string, unknown>
}

/** One request for a tool. `input` is what the model sent: an object if it kept to the schema, else anything. */
export type ToolCall = { id: string; name: string; input: unknown }

/** What has been said so far. The results of an assistant's calls follow it at once, one for each. */
export type ModelMessage =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; calls: readonly ToolCall[] }
  | { role: 'tool'; results: readonly { id: string; name: string; output: unknown }[] }

/** How much one request may take. */
export type CallBudget = { maxOutputTokens: number; timeoutMs: number }

export type ModelRequest = {
  system: string
  messages: readonly ModelMessage[]
  tools: readonly ModelTool[]
  budget: CallBudget
  signal?: AbortSignal
}

export type ModelReply = {
  text: string
  calls: readonly ToolCall[]
  /** As the provider counts; null where it says nothing. */
  usage: { inputTokens: number | null; outputTokens: number | null }
  /** `refused`: the provider's own filter stopped it. */
  finish: 'stop' | 'tool_calls' | 'length' | 'refused' | 'other'
}

/** A language model behind its provider's protocol. */
export interface Model {
  /** `provider:model`, for people. */
  readonly name: string
  /** US dollars for a million tokens; null when unknown. */
  readonly price: { readonly input: number; readonly output: number } | null
  /** Sends one request, once. @throws ModelError; whatever `signal` was aborted with. */
  complete(request: ModelRequest): Promise<ModelReply>
}

/** Why a model gave no answer. `busy` and `unreachable` may pass. */
export type ModelFailure = 'unreachable' | 'busy' | 'slow' | 'key_refused' | 'request_refused' | 'unreadable'

/**
 * A model gave no usable answer. It is no error of Godwit's API: whoever asks a model goes on without it and says so.
 * The message says what happened, and holds nothing of what the provider wrote.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly why: ModelFailure
  /** What the provider asks to wait, when it does. */
  readonly retryAfterMs: number | null

  constructor(
    why: ModelFailure,
    message: string,
    { retryAfterMs = null, cause }: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.why = why
    this.retryAfterMs = retryAfterMs
  }
}
