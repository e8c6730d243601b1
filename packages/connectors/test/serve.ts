import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as an emulator sees it. */
export type Call = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

/** What an emulator answers: JSON unless the body is text already. `hang` keeps the connection open; `reset` cuts it. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown; hang?: true; reset?: true }

export type Emulator = {
  /** `http://127.0.0.1:<port>` */
  origin: string
  /** `127.0.0.1:<port>`, as GODWIT_ALLOW_PRIVATE_HOSTS wants it. */
  host: string
  calls: Call[]
  close(): Promise<void>
}

/** A small HTTP server that stands for an API. It records every call. */
export async function serve(answer: (call: Call) => Reply | Promise<Reply>): Promise<Emulator> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    readBody(request)
      .then(async (body) => {
        const url = new URL(request.url ?? '/', 'http://emulator')
        const call = {
          method: request.method ?? 'GET',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body,
        }
        calls.push(call)
        write(response, await answer(call))
      })
      .catch((error) => write(response, { status: 500, body: { error: String(error) } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    calls,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply.hang) return
  if (reply.reset) {
    response.writeHead(200, { 'content-length': '10000' })
    response.write('{"cut":')
    setTimeout(() => response.destroy(), 5)
    return
  }
  const isText = typeof reply.body === 'string' || Buffer.isBuffer(reply.body)
  response.writeHead(reply.status ?? 200, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...reply.headers,
  })
  response.end(reply.body === undefined ? '' : isText ? (reply.body as string) : JSON.stringify(reply.body))
}
