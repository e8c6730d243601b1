import type { JSONValue, LanguageModel, ModelMessage as LibraryMessage, ToolSet } from 'ai'
import type { ModelMessage, ModelReply, ModelRequest, ModelTool } from './model.ts'
import { toModelError } from './to-model-error.ts'

/** Sends one request through the library, without its retries: whoever asks decides whether to try again. */
export async function callProvider(
  library: typeof import('ai'),
  model: LanguageModel,
  { system, messages, tools, budget, signal }: ModelRequest,
): Promise<ModelReply> {
  // The library would write its advice to the console.
  ;(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false
  const limit = AbortSignal.timeout(budget.timeoutMs)
  try {
    const result = await library.generateText({
      model,
      instructions: system,
      messages: messages.map(toLibraryMessage),
      tools: toLibraryTools(library, tools),
      maxOutputTokens: budget.maxOutputTokens,
      maxRetries: 0,
      telemetry: { isEnabled: false },
      abortSignal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    return {
      text: result.text,
      calls: result.toolCalls.map(({ toolCallId, toolName, input }) => ({ id: toolCallId, name: toolName, input })),
      usage: {
        inputTokens: countOf(result.usage.inputTokens),
        outputTokens: countOf(result.usage.outputTokens),
      },
      finish: finishOf(result.finishReason),
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw toModelError(error, { slow: limit.aborted, timeoutMs: budget.timeoutMs })
  }
}

const countOf = (tokens: number | undefined) =>
  tokens !== undefined && Number.isFinite(tokens) && tokens >= 0 ? Math.round(tokens) : null

function finishOf(reason: string): ModelReply['finish'] {
  switch (reason) {
    case 'stop':
    case 'length':
      return reason
    case 'tool-calls':
      return 'tool_calls'
    case 'content-filter':
      return 'refused'
    default:
      return 'other'
  }
}

function toLibraryTools({ jsonSchema, tool }: typeof import('ai'), tools: readonly ModelTool[]): ToolSet {
  return Object.fromEntries(
    // Without `execute`: the library hands the call over and runs nothing.
    tools.map(({ name, description, input }) => [name, tool({ description, inputSchema: jsonSchema(input) })]),
  )
}

function toLibraryMessage(message: ModelMessage): LibraryMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.text }
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...message.calls.map(({ id, name, input }) => ({
            type: 'tool-call' as const,
            toolCallId: id,
            toolName: name,
            input: typeof input === 'object' && input !== null ? input : {},
          })),
        ],
      }
    case 'tool':
      return {
        role: 'tool',
        content: message.results.map(({ id, name, output }) => ({
          type: 'tool-result' as const,
          toolCallId: id,
          toolName: name,
          output: { type: 'json' as const, value: output as JSONValue },
        })),
      }
    default:
      return message satisfies never
  }
}
