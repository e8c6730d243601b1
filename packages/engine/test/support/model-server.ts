import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One request that the server got, the same for both protocols. */
export type SeenRequest = {
  protocol: 'openai' | 'anthropic'
  /** The body as it came over the wire. */
  raw: string
  headers: IncomingMessage['headers']
  system: string
  /** What each message says, whoever said it, in order; results of tools as JSON text. */
  texts: string[]
  tools: string[]
  /** How many requests came before it. */
  turn: number
}

/** What the server does with a request. */
export type Scripted = {
  text?: string
  calls?: { name: string; input: unknown }[]
  usage?: { input: number; output: number }
  /** Anthropic's or OpenAI's way of saying that the provider's filter stopped the answer. */
  refused?: boolean
  /** Instead of an answer. */
  status?: number
  headers?: Record<string, string>
  /** Instead of the protocol's own JSON. */
  body?: string
  /** Waits before answering. */
  delayMs?: number
  /** Closes the connection without an answer. */
  hangUp?: boolean
}

export type ModelScript = (request: SeenRequest) => Scripted | Promise<Scripted>

export type ModelServer = {
  /** For `GODWIT_MODEL_BASE_URL`, with either protocol. */
  url: string
  /** Every request so far. */
  seen: SeenRequest[]
  /** Replaces what the server does from now on. */
  script(next: ModelScript): void
  close(): Promise<void>
}

/** A real HTTP server that speaks OpenAI's chat and Anthropic's messages protocol, and says what a test tells it to. */
export async function openModelServer(script: ModelScript = () => ({ text: 'Nothing to add.' })): Promise<ModelServer> {
  const seen: SeenRequest[] = []
  let current = script
  const waiting = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await text(request)
    const read = readRequest(request, raw, seen.length)
    if (!read) {
      response.writeHead(404).end()
      return
    }
    seen.push(read)
    const scripted = await current(read)
    if (scripted.delayMs) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, scripted.delayMs)
        waiting.add(timer)
        response.on('close', () => {
          clearTimeout(timer)
          waiting.delete(timer)
          resolve()
        })
      })
    }
    if (scripted.hangUp) {
      request.socket.destroy()
      return
    }
    const body = scripted.body ?? JSON.stringify(writeReply(read, scripted))
    response.writeHead(scripted.status ?? 200, { 'content-type': 'application/json', ...scripted.headers }).end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    script(next) {
      current = next
    },
    async close() {
      for (const timer of waiting) clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: two foreign protocols, read leniently
type Loose = any

function readRequest({ url, headers }: IncomingMessage, raw: string, turn: number): SeenRequest | null {
  const body = JSON.parse(raw === '' ? '{}' : raw) as Loose
  if (url === '/v1/chat/completions') {
    const [first, ...rest] = body.messages as Loose[]
    return {
      protocol: 'openai',
      raw,
      headers,
      turn,
      system: first?.role === 'system' ? flat(first.content) : '',
      texts: rest.map((message) =>
        [flat(message.content), ...(message.tool_calls ?? []).map((call: Loose) => call.function.arguments)].join(''),
      ),
      tools: (body.tools ?? []).map((tool: Loose) => tool.function.name),
    }
  }
  if (url === '/v1/messages') {
    return {
      protocol: 'anthropic',
      raw,
      headers,
      turn,
      system: flat(body.system),
      texts: (body.messages as Loose[]).map((message) => flat(message.content)),
      tools: (body.tools ?? []).map((tool: Loose) => tool.name),
    }
  }
  return null
}

function flat(content: Loose): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => part.text ?? (part.content ? flat(part.content) : part.input ? JSON.stringify(part.input) : ''))
    .join('')
}

function writeReply({ protocol, turn }: SeenRequest, { text: said = '', calls = [], usage, refused }: Scripted) {
  const [input, output] = [usage?.input ?? 100, usage?.output ?? 20]
  if (protocol === 'openai') {
    return {
      id: `reply-${turn}`,
      object: 'chat.completion',
      created: 1_760_000_000,
      model: 'scripted',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: said,
            ...(calls.length > 0
              ? {
                  tool_calls: calls.map(({ name, input: given }, place) => ({
                    id: `call-${turn}-${place}`,
                    type: 'function',
                    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
                  })),
                }
              : {}),
          },
          finish_reason: refused ? 'content_filter' : calls.length > 0 ? 'tool_calls' : 'stop',
        },
      ],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    }
  }
  return {
    id: `reply-${turn}`,
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [
      ...(said === '' ? [] : [{ type: 'text', text: said }]),
      ...calls.map(({ name, input: given }, place) => ({
        type: 'tool_use',
        id: `call-${turn}-${place}`,
        name,
        input: given,
      })),
    ],
    stop_reason: refused ? 'refusal' : calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: input, output_tokens: output },
  }
}
