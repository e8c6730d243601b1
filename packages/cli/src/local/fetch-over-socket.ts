import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FetchLike } from '@godwit/sdk'

/**
 * A `fetch` that reaches one HTTP server through a unix socket, whatever host the URL names: no TCP port is opened, and
 * nobody but the socket's owner can connect. Bodies stream in both directions.
 */
export function fetchOverSocket(socketPath: string): FetchLike {
  return async (url, init = {}) => {
    const { pathname, search, host } = new URL(url)
    init.signal?.throwIfAborted()
    const sent = request({
      socketPath,
      path: pathname + search,
      method: init.method ?? 'GET',
      headers: { host, ...Object.fromEntries(new Headers(init.headers)), ...lengthOf(init.body) },
      signal: init.signal ?? undefined,
    })
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve)
      sent.once('error', reject)
    })
    // a server that refuses early answers before it has read the whole body
    const [message] = await Promise.all([answered, Promise.race([sendBody(init.body, sent), answered])])
    return toResponse(message)
  }
}

type Body = RequestInit['body']

/** With a known length the server can refuse early, and tell a cut upload from a whole one. */
function lengthOf(body: Body): Record<string, string> {
  if (typeof body === 'string') return { 'content-length': String(Buffer.byteLength(body)) }
  if (body instanceof Blob) return { 'content-length': String(body.size) }
  if (body instanceof Uint8Array) return { 'content-length': String(body.byteLength) }
  return {}
}

async function sendBody(body: Body, target: NodeJS.WritableStream): Promise<void> {
  if (body instanceof Blob) return pipeline(Readable.fromWeb(body.stream() as WebStream), target)
  if (body instanceof ReadableStream) return pipeline(Readable.fromWeb(body as WebStream), target)
  if (typeof body === 'string' || body instanceof Uint8Array) target.write(body)
  target.end()
}
type WebStream = Parameters<typeof Readable.fromWeb>[0]

function toResponse(message: IncomingMessage): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headersDistinct)) {
    for (const item of value ?? []) headers.append(name, item)
  }
  const status = message.statusCode ?? 502
  const bodiless = status === 204 || status === 304
  if (bodiless) message.resume()
  return new Response(bodiless ? null : (Readable.toWeb(message) as unknown as ReadableStream), { status, headers })
}
